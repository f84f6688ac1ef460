import { expect, test } from 'vitest';
import { toPillText } from './canvas/paint-pills.ts';
import { at } from './layout/links.ts';
import { pillTarget } from './pill-target.ts';
import { requireBox } from './scene.ts';
import { bertLike, unetLike } from './testing/sample-graphs.ts';
import { sceneOf } from './testing/scene-of.ts';

const bert = sceneOf(bertLike(12).before);
const unet = sceneOf(unetLike(6).before);
const pillsWhere = (scene: typeof bert, isInput: number) =>
  Array.from(scene.layout.pills.isInput.keys()).filter((pill) => scene.layout.pills.isInput[pill] === isInput);

test('a pill beside a consumer leads to the producer and names the value', () => {
  for (const pill of pillsWhere(bert, 1)) {
    expect(requireBox(bert, pillTarget(bert, pill)).name).toBe('/Mul');
    expect(toPillText(bert, pill)).toBe('Mul');
  }
});

test('a pill that stands for many leads to its own box, whose details list them', () => {
  const [pill = -1] = pillsWhere(bert, 0);
  expect(at(bert.layout.pills.linkCount, pill)).toBeGreaterThan(8);
  expect(toPillText(bert, pill)).toBe(`${at(bert.layout.pills.linkCount, pill)} uses`);
  expect(pillTarget(bert, pill)).toBe(at(bert.layout.pills.box, pill));
});

test('a pill for a single consumer leads there and names its operator', () => {
  const [pill = -1] = pillsWhere(unet, 0);
  expect(toPillText(unet, pill)).toBe('to Concat');
  expect(requireBox(unet, pillTarget(unet, pill)).title).toBe('Concat');
});

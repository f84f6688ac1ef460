import { describe, expect, test } from 'vitest';
import { describePath, findPath } from './path.ts';
import { requireBox } from './scene.ts';
import { inceptionLike } from './testing/sample-graphs.ts';
import { sceneOf } from './testing/scene-of.ts';

const scene = sceneOf(inceptionLike(1).before);
const indexesOf = (title: string) => scene.graph.boxes.flatMap((box, index) => (box.title === title ? [index] : []));
const input = scene.graph.boxes.findIndex(({ category }) => category === 'input');
const [firstConcat = -1] = indexesOf('Concat');

describe('findPath', () => {
  test('follows links that meet, from the first box to the second', () => {
    const path = findPath(scene, input, firstConcat);
    if (path === undefined) throw new Error('no path was found');
    expect(path.boxes[0]).toBe(input);
    expect(path.boxes.at(-1)).toBe(firstConcat);
    path.links.forEach((link, index) => {
      expect(scene.layout.linkFrom[link]).toBe(path.boxes[index]);
      expect(scene.layout.linkTo[link]).toBe(path.boxes[index + 1]);
    });
  });

  test('is no longer than any other: the branches of a module differ in length', () => {
    const path = findPath(scene, input, firstConcat);
    const distance = new Map([[input, 0]]);
    for (const [box, far] of distance)
      scene.layout.linkFrom.forEach((from, link) => {
        const to = scene.layout.linkTo[link] ?? -1;
        if (from === box && !distance.has(to)) distance.set(to, far + 1);
      });
    expect(path?.links.length).toBe(distance.get(firstConcat));
  });

  test('is the same whichever end is named first', () => {
    expect(findPath(scene, firstConcat, input)?.boxes).toEqual(findPath(scene, input, firstConcat)?.boxes);
  });

  test('does not exist between branches that do not feed each other', () => {
    const into = [...scene.layout.linkTo.entries()].filter(([, to]) => to === firstConcat);
    const [a = -1, b = -1] = into.map(([link]) => scene.layout.linkFrom[link] ?? -1);
    expect(findPath(scene, a, b)).toBeUndefined();
    const [titleA, titleB] = [requireBox(scene, a).title, requireBox(scene, b).title];
    expect(describePath(scene, undefined, [a, b])).toMatch(
      new RegExp(`^No data flows between ${titleA}.* and ${titleB}.*, in either direction\\.$`),
    );
  });
});

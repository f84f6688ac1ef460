import { describe, expect, test } from 'vitest';
import { at } from '../layout/links.ts';
import { boxRect } from '../scene.ts';
import { bertLike, inceptionLike } from '../testing/sample-graphs.ts';
import { indexOf, sceneOf } from '../testing/scene-of.ts';
import { middleOf } from './camera.ts';
import { mapHeight, toLinkMap } from './link-map.ts';

const graphs = inceptionLike(4);
const before = sceneOf(graphs.before);
const after = sceneOf(graphs.after);
const map = toLinkMap(before, after);

describe('toLinkMap', () => {
  test('ascends strictly on both sides', () => {
    const bert = bertLike(4);
    for (const { before: a, after: b } of [map, toLinkMap(sceneOf(bert.before), sceneOf(bert.after))]) {
      for (let index = 1; index < a.length; index++) {
        expect(at(a, index)).toBeGreaterThan(at(a, index - 1));
        expect(at(b, index)).toBeGreaterThan(at(b, index - 1));
      }
    }
  });

  test('pairs a Concat with the same Concat', () => {
    const concats = graphs.after.boxes.filter(({ title }) => title === 'Concat');
    for (const { id, origins } of concats) {
      const y = middleOf(boxRect(before, indexOf(before, `n${origins[0]}`))).y;
      expect(mapHeight(map, 'before', y)).toBeCloseTo(middleOf(boxRect(after, indexOf(after, id))).y, 0);
    }
  });

  test('pairs the tops, and both ways are inverse', () => {
    expect(mapHeight(map, 'before', 0)).toBe(0);
    for (const y of [120, 900, 2500]) expect(mapHeight(map, 'after', mapHeight(map, 'before', y))).toBeCloseTo(y, 6);
  });

  test('moves both alike beyond the ends', () => {
    expect(mapHeight(map, 'before', -70)).toBe(-70);
    const end = mapHeight(map, 'before', before.layout.height);
    expect(mapHeight(map, 'before', before.layout.height + 300)).toBeCloseTo(end + 300, 6);
  });
});

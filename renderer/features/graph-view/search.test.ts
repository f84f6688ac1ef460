import { describe, expect, test } from 'vitest';
import { requireBox } from './scene.ts';
import { findBoxes } from './search.ts';
import { inceptionLike } from './testing/sample-graphs.ts';
import { sceneOf } from './testing/scene-of.ts';

const graphs = inceptionLike(3);
const scene = sceneOf(graphs.before);
const titles = (query: string) => new Set(findBoxes(scene, query).map((box) => requireBox(scene, box).title));

describe('findBoxes', () => {
  test('finds by operator, whatever its case', () => {
    expect(findBoxes(scene, 'concat')).toHaveLength(3);
  });

  test('finds by name and by attribute', () => {
    expect(findBoxes(scene, 'branch_pool')).toHaveLength(9);
    expect(titles('kernel_shape=[5,')).toEqual(new Set(['Conv']));
  });

  test('asks for every word', () => {
    expect(findBoxes(scene, 'Mixed_6 relu')).toHaveLength(7);
  });

  test('finds the members of a layer', () => {
    const after = sceneOf(graphs.after);
    expect(findBoxes(after, 'mixed_6/branch5x5_2 batchnormalization')).toHaveLength(1);
  });

  test('goes from top to bottom', () => {
    const rows = findBoxes(scene, 'conv').map((box) => scene.layout.rank[box] ?? -1);
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
  });

  test('finds nothing for nothing', () => {
    expect(findBoxes(scene, '  ')).toEqual([]);
    expect(findBoxes(scene, 'no such operator')).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { findBoxes } from './search.ts';
import { inceptionLike } from './testing/sample-graphs.ts';

const { before, after } = inceptionLike(3);
const titles = (query: string) => new Set(findBoxes(before, query).map(({ title }) => title));

describe('findBoxes', () => {
  test('finds by operator, whatever its case', () => {
    expect(findBoxes(before, 'concat')).toHaveLength(3);
  });

  test('finds by name and by attribute', () => {
    expect(findBoxes(before, 'branch_pool')).toHaveLength(9);
    expect(titles('kernel_shape=[5,')).toEqual(new Set(['Conv']));
  });

  test.each(['[N, 192, 35, 35]', '[N,192,35,35]', 'Nx192x35x35'])('finds by the shape %s', (shape) => {
    const [stem] = before.boxes.filter(({ outputs }) => outputs[0]?.shape === '[N, 192, 35, 35]');
    expect(stem).toBeDefined();
    expect(findBoxes(before, shape)).toContain(stem);
  });

  test('asks for every word', () => {
    expect(findBoxes(before, 'Mixed_6 relu')).toHaveLength(7);
  });

  test('finds the members of a layer', () => {
    expect(findBoxes(after, 'mixed_6/branch5x5_2 batchnormalization')).toHaveLength(1);
  });

  test('goes in the order in which boxes run', () => {
    const places = findBoxes(before, 'conv').map((box) => before.boxes.indexOf(box));
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('finds nothing for nothing', () => {
    expect(findBoxes(before, '  ')).toEqual([]);
    expect(findBoxes(before, 'no such operator')).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import { tensorOfFloats, tensorOfInts } from '../ir/tensor.ts';
import { previewTensor } from './tensor-preview.ts';

test('shows the first values and statistics over all', () => {
  const values = Float32Array.from({ length: 1000 }, (_, index) => (index % 2 === 0 ? 1 : 3));
  const preview = previewTensor('w', tensorOfFloats([10, 100], values));
  expect(preview).toMatchObject({
    name: 'w',
    dataType: 'float32',
    shape: '[10, 100]',
    elementCount: 1000,
    sizeBytes: 4000,
  });
  expect(preview.values).toHaveLength(256);
  expect(preview.statistics).toEqual({ min: 1, max: 3, mean: expect.closeTo(2, 10), std: expect.closeTo(1, 10) });
});

test('integers are shown exactly, and nothing is said of no elements', () => {
  expect(previewTensor('s', tensorOfInts([1, -1])).values).toEqual(['1', '-1']);
  expect(previewTensor('e', tensorOfInts([])).statistics).toBeUndefined();
});

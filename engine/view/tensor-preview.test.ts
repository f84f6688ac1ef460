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

test('counts the elements between the least and the greatest', () => {
  const { histogram } = previewTensor('w', tensorOfFloats([6], Float32Array.of(-1, -1, 0, 0.5, 1, 1)));
  expect(histogram).toHaveLength(32);
  expect(histogram?.[0]).toBe(2);
  expect(histogram?.[16]).toBe(1);
  expect(histogram?.[24]).toBe(1);
  expect(histogram?.[31]).toBe(2);
});

test('has no histogram of elements that are all equal, or not all finite', () => {
  expect(previewTensor('w', tensorOfFloats([2], Float32Array.of(3, 3))).histogram).toBeUndefined();
  expect(previewTensor('w', tensorOfFloats([3], Float32Array.of(0, 1, Number.NaN))).histogram).toBeUndefined();
  expect(
    previewTensor('w', tensorOfFloats([2], Float32Array.of(0, Number.POSITIVE_INFINITY))).histogram,
  ).toBeUndefined();
});

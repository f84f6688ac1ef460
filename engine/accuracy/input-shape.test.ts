import { expect, it } from 'vitest';
import { fitInput } from './input-shape.ts';

const fitted = (dims: readonly (number | string | undefined)[], sample: readonly number[]) => {
  const input = fitInput({ name: 'x', dataType: 'float32', dims }, sample);
  return input === undefined ? undefined : { fixedBatch: input.fixedBatch, dims: input.dimsFor(3) };
};

it.each([
  [['N', 3, 32, 32], [3, 32, 32], { fixedBatch: undefined, dims: [3, 3, 32, 32] }],
  [[undefined, 3, 'H', 'W'], [3, 20, 30], { fixedBatch: undefined, dims: [3, 3, 20, 30] }],
  [[8, 3, 32, 32], [3, 32, 32], { fixedBatch: 8, dims: [3, 3, 32, 32] }],
  [['N', 1, 49, 10], [49, 10], { fixedBatch: undefined, dims: [3, 1, 49, 10] }],
  [[1, 49, 10], [1, 49, 10], { fixedBatch: 1, dims: [3, 49, 10] }],
  [['N', 28, 28], [1, 28, 28], { fixedBatch: undefined, dims: [3, 28, 28] }],
  [['N', 784], [1, 28, 28], { fixedBatch: undefined, dims: [3, 784] }],
  [['N'], [], { fixedBatch: undefined, dims: [3] }],
  [[3, 32, 32], [3, 32, 32], { fixedBatch: 1, dims: [3, 32, 32] }],
  [['N', 3, 32, 32], [32, 32, 3], undefined],
  [['N', 10], [5, 10], undefined],
  [['N', 3, 32, 32], [3, 1024], undefined],
  [[], [1], undefined],
] as const)('an input %j with samples %j', (dims, sample, expected) => {
  expect(fitted(dims, sample)).toEqual(expected);
});

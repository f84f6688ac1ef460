import { expect, test } from 'vitest';
import { parseGraph } from '../ir/parse.ts';
import { inferTypes } from '../ops/infer-types.ts';
import { flopsPerRun } from './flops.ts';

test('counts the whole batch, and the dims that an open model is given', () => {
  const graph = inferTypes(parseGraph('y = MatMul(x[batch,sequence,8], W[8,4])'));
  expect(flopsPerRun(graph, { batch: 1, shapes: { x: [1, 16, 8] } })).toBe(2 * 16 * 8 * 4);
  expect(flopsPerRun(graph, { shapes: { x: [3, 16, 8] } })).toBe(3 * 2 * 16 * 8 * 4);
});

test('a model of a fixed batch is counted as it is', () => {
  expect(flopsPerRun(inferTypes(parseGraph('y = MatMul(x[2,8], W[8,4])')), { batch: 1 })).toBe(2 * 2 * 8 * 4);
});

test('says nothing where an operator is unknown', () => {
  expect(flopsPerRun(parseGraph('y = org.example::Mystery(x[2,8])'), {})).toBeUndefined();
});

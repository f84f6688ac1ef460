import { expect, test } from 'vitest';
import { parseGraph } from '../ir/parse.ts';
import { bytesMoved } from './bytes-moved.ts';
import { inferTypes } from './infer-types.ts';

function bytesOf(text: string, ...opTypes: readonly string[]): number | undefined {
  const graph = inferTypes(parseGraph(text, 17));
  const nodes = [...graph.nodes.values()].filter(({ opType }) => opTypes.includes(opType));
  return bytesMoved(
    graph,
    nodes.map(({ id }) => id),
  );
}

test('a layer moves its inputs, weights and outputs', () => {
  expect(bytesOf('y = MatMul(x[4,8], W[8,16])', 'MatMul')).toBe(4 * (4 * 8 + 8 * 16 + 4 * 16));
});

test('what stays inside a group counts nothing', () => {
  const text = 'y = Relu(MatMul(x[4,8], W[8,16]))';
  expect(bytesOf(text, 'MatMul', 'Relu')).toBe(4 * (4 * 8 + 8 * 16 + 4 * 16));
  expect(bytesOf(text, 'Relu')).toBe(4 * (4 * 16 + 4 * 16));
});

test('what others use of a group is written', () => {
  const text = 'r = Relu(x[4,8]); s = Relu(r); y = Add(r, s)';
  expect(bytesOf(text, 'Relu')).toBe(4 * 3 * 4 * 8);
});

test('an input that is used twice is read once', () => {
  expect(bytesOf('y = Mul(x[4,8], x)', 'Mul')).toBe(4 * 2 * 4 * 8);
});

test('a table that is looked up is read as far as it is needed', () => {
  expect(bytesOf('y = Gather(T[1000,8], int64{1,2})', 'Gather')).toBe(4 * 2 * 2 * 8);
});

test('an open dimension has no size', () => {
  expect(bytesOf('y = Relu(x[N,8])', 'Relu')).toBeUndefined();
});

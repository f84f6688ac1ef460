import { expect, test } from 'vitest';
import { InvariantError } from '../errors.ts';
import { parseGraph } from './parse.ts';
import { printGraph } from './print.ts';
import { findConstant, findDataType, findShape, topologicalOrder } from './query.ts';
import { tensorInts, tensorNumbers } from './tensor.ts';
import { verifyGraph } from './verify.ts';

test.each([
  ['nested calls and attributes', 'y = Conv(Relu(x[1,3,8,8]), W[4,3,3,3]){pads=[1,1,1,1], auto_pad="NOTSET"}'],
  ['several outputs and inputs', 'a, b = Split(x[4], int64{2,2}){axis=0}; y = Mul(a, x1[2]); return y, b'],
  ['symbolic and unknown dimensions, data types', 'y = Gather(x[N,?,8], x1:int64[2])'],
  ['absent inputs, domains and scalars', 'y = com.microsoft::Thing(x[2], _, float32(0.5))'],
  ['float attributes that look whole', 'y = LeakyRelu(x[2]){alpha=1.0}'],
])('printing and parsing again gives the same text: %s', (_name, text) => {
  const graph = parseGraph(text);
  verifyGraph(graph);
  expect(printGraph(parseGraph(printGraph(graph)))).toBe(printGraph(graph));
});

test('reads shapes, types and literals', () => {
  const graph = parseGraph('y = Reshape(x:float16[N,4], int64{-1,2})');
  const [reshape] = topologicalOrder(graph);
  expect(findShape(graph, reshape?.inputs[0])).toEqual(['N', 4]);
  expect(findDataType(graph, reshape?.inputs[0])).toBe('float16');
  const target = findConstant(graph, reshape?.inputs[1]);
  expect(target && tensorInts(target)).toEqual([-1, 2]);
});

test('named constants are the same in every text, and variances are positive', () => {
  const valuesOf = (text: string) =>
    [...parseGraph(text).initializers.values()].map((tensor) => [...tensorNumbers(tensor)]);
  expect(valuesOf('y = Add(x[3], W[3])')).toEqual(valuesOf('z = Mul(W[3], x[3])'));
  expect(
    valuesOf('y = Add(x[64], variance[64])')
      .flat()
      .every((value) => value >= 0.5 && value < 1.5),
  ).toBe(true);
});

test.each(['y = Conv(', 'y == Relu(x)', 'y = Relu(W)', 'y = Relu(x) }'])('refuses %s', (text) => {
  expect(() => parseGraph(text)).toThrow(InvariantError);
});

import { describe, expect, test } from 'vitest';
import { parseGraph } from '../ir/parse.ts';
import { topologicalOrder } from '../ir/query.ts';
import { inferTypes } from '../ops/infer-types.ts';
import { optimize } from '../passes/optimize.ts';
import { countLayers } from './layer-count.ts';
import { movesNoData } from './moves-no-data.ts';
import { portable } from './portable.ts';
import { targetNames, targetOf } from './targets.ts';

const count = (text: string): number => countLayers(inferTypes(parseGraph(text)), portable);

describe('the layer count', () => {
  test('counts one per executed step', () => expect(count('y = Relu(Conv(x[1,3,4,4], W[2,3,1,1]))')).toBe(2));

  test.each([
    ['a constant', 'y = Relu(Add(x[2], Constant(){value_float=1.0}))', 2],
    ['identity', 'y = Relu(Identity(x[2]))', 1],
    ['dropout', 'y = Relu(Dropout(x[2]))', 1],
    ['a reshape', 'y = Relu(Unsqueeze(Flatten(Reshape(x[2,3], int64{3,2})), int64{0}))', 1],
    ['a transpose that keeps the order of the elements', 'y = Relu(Transpose(x[5,1,3]){perm=[1,0,2]})', 1],
  ])('does not count %s', (_name, text, steps) => expect(count(text)).toBe(steps));

  test.each([
    ['a transpose that moves elements', 'y = Relu(Transpose(x[5,2]){perm=[1,0]})', 2],
    ['a transpose of unknown extents', 'y = Relu(Transpose(x[N,M,3]){perm=[1,0,2]})', 2],
    ['dropout in training', 'y = Relu(Dropout(x[2], float32(0.5), bool(1)))', 2],
    ['arithmetic on shapes', 'y = Reshape(x[N,3], Mul(Shape(x), int64{1,1}))', 2],
    ['an operator that nobody knows', 'y = org.example::Identity(x[2])', 1],
  ])('counts %s', (_name, text, steps) => expect(count(text)).toBe(steps));

  test('counts a kernel once and a copy once', () => {
    const graph = inferTypes(parseGraph('y = Concat(Relu(Conv(x[1,3,4,4], W[2,3,1,1])), x){axis=1}'));
    expect(optimize(graph, { target: 'tensorrt' }).stages.map(({ layerCount }) => layerCount)).toEqual([3, 3, 2, 2, 2]);
  });
});

test('every target answers to its name and tells why its optional rules are on or off', () => {
  for (const name of targetNames) {
    const target = targetOf(name);
    expect(target.name).toBe(name);
    for (const { reason } of target.optionalRules) expect(reason).not.toBe('');
  }
});

test('what moves no data is known by the operator of the standard domain alone', () => {
  const graph = parseGraph('y = org.example::Reshape(x[2])');
  expect(topologicalOrder(graph).map((node) => movesNoData(node, graph))).toEqual([false]);
});

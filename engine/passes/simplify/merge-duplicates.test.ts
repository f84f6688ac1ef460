import { expect, test } from 'vitest';
import { applyPatch } from '../../ir/apply-patch.ts';
import type { Graph } from '../../ir/graph.ts';
import { parseGraph } from '../../ir/parse.ts';
import { printGraph } from '../../ir/print.ts';
import { verifyGraph } from '../../ir/verify.ts';
import { mergeDuplicates } from './merge-duplicates.ts';

const context = { foldSizeLimitBytes: 0 };

function merge(before: Graph): Graph {
  const patch = mergeDuplicates.run(before, context);
  const after = patch ? applyPatch(before, patch) : before;
  verifyGraph(after);
  expect(mergeDuplicates.run(after, context)).toBeUndefined();
  return after;
}

test('computes equal nodes once, and so what is made of them', () => {
  const after = merge(parseGraph('a = Relu(Add(x[2], float32(1))); b = Relu(Add(x, float32(1))); y = Mul(a, b)'));
  expect(printGraph(after)).toBe('t1 = Add(x[2], float32(1))\nt2 = Relu(t1)\nt3 = Mul(t2, t2)\nreturn t3');
});

test('tells nodes apart by their attributes', () => {
  const before = parseGraph('y = Add(LeakyRelu(x[2]){alpha=0.1}, LeakyRelu(x){alpha=0.2})');
  expect(merge(before)).toBe(before);
});

test('tells nodes apart by the outputs they have', () => {
  const before = parseGraph(
    'a, i = MaxPool(x[1,1,4,4]){kernel_shape=[2,2]}; b = MaxPool(x){kernel_shape=[2,2]}; return a, i, b',
  );
  expect(merge(before)).toBe(before);
});

test('stores equal small constants once', () => {
  const after = merge(parseGraph('y = Add(Mul(x[2], float32{1,2}), float32{1,2})'));
  expect(after.initializers.size).toBe(1);
});

test('keeps constants of equal bytes and different type apart', () => {
  const before = parseGraph('y = Add(Cast(Add(x:int32[2], int32{1,2})){to=12}, uint32{1,2})');
  expect(merge(before)).toBe(before);
});

test('compares large constants by their place in the file', () => {
  const graph = parseGraph('y = MatMul(MatMul(x[2,64], V[64,64]), W[64,64])');
  const external = { location: 'weights', offset: 0, length: 16384 };
  const read = () => {
    throw new Error('A weight was read');
  };
  const shared = [...graph.initializers].map(
    ([id, tensor]) => [id, { ...tensor, content: { kind: 'deferred', read, external } }] as const,
  );
  expect(merge({ ...graph, initializers: graph.initializers.withAll(shared) }).initializers.size).toBe(1);
  expect(merge(graph).initializers.size).toBe(2);
});

test('draws random numbers as often as the model does', () => {
  const before = parseGraph('y = Add(RandomNormal(){shape=[4]}, RandomNormal(){shape=[4]})');
  expect(merge(before)).toBe(before);
});

test('keeps the outputs of the model apart', () => {
  const before = parseGraph('y = Relu(x[2]); z = Relu(x); return y, z');
  expect(merge(before)).toBe(before);
});

import { expect, test } from 'vitest';
import type { Graph } from '../../ir/graph.ts';
import { parseGraph } from '../../ir/parse.ts';
import { opsetOf, topologicalOrder } from '../../ir/query.ts';
import { verifyGraph } from '../../ir/verify.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import { expectEquivalent } from '../../testing/expect-equivalent.ts';
import { raiseOpset } from './raise-opset.ts';

function raised(graph: Graph): Graph {
  const result = raiseOpset(graph);
  if (typeof result === 'string') throw new Error(result);
  verifyGraph(result);
  return result;
}

test.each([
  ['Clip', 9, 'y = Clip(x[2,3]){min=0.0, max=1.0}'],
  ['Clip without an upper bound', 9, 'y = Clip(x[2,3]){min=0.0}'],
  ['Pad', 9, 'y = Pad(x[1,2,3,3]){pads=[0,0,1,1,0,0,1,1], value=0.5}'],
  ['Slice', 9, 'y = Slice(x[4,6]){starts=[1], ends=[5], axes=[1]}'],
  ['Squeeze and Unsqueeze', 11, 'y = Unsqueeze(Squeeze(x[1,4]){axes=[0]}){axes=[1]}'],
  ['ReduceSum', 11, 'y = ReduceSum(x[2,3,4]){axes=[1], keepdims=0}'],
  ['ReduceSum over everything', 11, 'y = ReduceSum(x[2,3,4])'],
  ['Split', 11, 'a, b = Split(x[5,2]){axis=0, split=[2,3]}; return a, b'],
  ['TopK', 9, 'v, i = TopK(x[2,6]){k=2}; return v, i'],
  ['Dropout', 9, 'y = Dropout(x[2,3]){ratio=0.5}'],
  ['BatchNormalization', 8, 'y = BatchNormalization(x[1,2,3,3], s[2], b[2], m[2], v[2]){spatial=1}'],
  ['Upsample', 9, 'y = Upsample(x[1,1,2,3], float32{1,1,2,2}){mode="nearest"}'],
  ['Resize', 10, 'y = Resize(x[1,1,3,3], float32{1,1,2,2}){mode="linear"}'],
  ['Softmax over the last axis', 11, 'y = Softmax(x[2,5])'],
  ['Softmax over several axes', 11, 'y = Softmax(x[2,3,4]){axis=1}'],
  ['LogSoftmax over several axes', 9, 'y = LogSoftmax(x[2,3,4])'],
  [
    'what did not change',
    8,
    'y = Gemm(Flatten(MaxPool(Relu(Conv(x[1,2,4,4], W[3,2,1,1]))){kernel_shape=[2,2], strides=[2,2]}), G[12,4], H[4])',
  ],
])('%s computes in opset 13 what it did in opset %i', async (_name, opset, text) => {
  const before = inferTypes(parseGraph(text, opset));
  const after = raised(before);
  expect(opsetOf(after)).toBe(13);
  expect(after.outputs).toEqual(before.outputs);
  await expectEquivalent(before, after, { rtol: 1e-6, atol: 1e-6 });
});

test('a graph of opset 13 or later is returned as it is', () => {
  const graph = parseGraph('y = Relu(x[2])', 17);
  expect(raiseOpset(graph)).toBe(graph);
});

test('the end of a Slice that means "to the last" survives', async () => {
  const before = parseGraph('y = Slice(x[4,6]){starts=[2], axes=[1], ends=[1]}', 9);
  const [node] = topologicalOrder(before);
  if (!node) throw new Error('a node expected');
  const attributes = new Map([...node.attributes, ['ends', { type: 'ints', value: [2n ** 63n - 1n] }] as const]);
  const open = { ...before, nodes: before.nodes.set(node.id, { ...node, attributes }) };
  await expectEquivalent(open, raised(open), { rtol: 0, atol: 0 });
});

test('nodes keep their ids', () => {
  const graph = parseGraph('y = Clip(x[2]){min=0.0}', 9);
  const ids = (some: Graph) => topologicalOrder(some).map(({ id }) => id);
  expect(ids(raised(graph))).toEqual(ids(graph));
});

test.each([
  ['opset 6', 6, 'y = Relu(x[2])', 'opset 6 has other rules of broadcasting'],
  ['an unknown operator', 9, 'y = Affine(x[2])', 'nothing is known of Affine in opset 9'],
  [
    'a BatchNormalization per activation',
    8,
    'y = BatchNormalization(x[1,2], s[2], b[2], m[2], v[2]){spatial=0}',
    'BatchNormalization is not spatial',
  ],
])('refuses %s', (_name, opset, text, reason) => {
  expect(raiseOpset(parseGraph(text, opset))).toBe(reason);
});

import { describe, expect, test } from 'vitest';
import { bfloat16BitsOf, bfloat16ValueOf } from '../../ir/float16.ts';
import { parseGraph } from '../../ir/parse.ts';
import { printGraph } from '../../ir/print.ts';
import { requireValue } from '../../ir/query.ts';
import { tensorFloats, tensorOfNumbers } from '../../ir/tensor.ts';
import { verifyGraph } from '../../ir/verify.ts';
import { inferTypesWithDiagnostics } from '../../ops/infer-types.ts';
import { cudaBfloat16Since } from '../../targets/cuda-bfloat16.ts';
import { runGraph } from '../../testing/run-graph.ts';
import { seededFeeds } from '../../testing/seeded-feeds.ts';
import { convertHalf } from '../convert-half.ts';
import { convertBfloat16 } from './convert-bfloat16.ts';
import { bfloat16On } from './half-format.ts';

function converted(text: string, opset = 17) {
  const result = convertBfloat16(parseGraph(text, opset), cudaBfloat16Since);
  verifyGraph(result.graph);
  expect(inferTypesWithDiagnostics(result.graph).diagnostics).toEqual([]);
  return result;
}

const linesOf = (text: string, opset?: number) => printGraph(converted(text, opset).graph).split('\n');

describe('borders', () => {
  test('neighbours in bfloat16 have no Cast between them', () => {
    expect(linesOf('y = Relu(Add(MatMul(x[2,32], W[32,32]), b[32]))')).toEqual([
      't1 = Cast(x[2,32]){to=16}',
      't2 = MatMul(t1, w1:bfloat16[32,32])',
      't3 = Add(t2, w2:bfloat16[32])',
      't4 = Relu(t3)',
      't5 = Cast(t4){to=1}',
      'return t5',
    ]);
  });

  test('an operator without a kernel is an island of float32, and says so', () => {
    const text = 'y = MatMul(LeakyRelu(MatMul(x[2,4], W[4,4])), V[4,4])';
    expect(linesOf(text).map((line) => line.replace(/.* = (\w+)\(.*/, '$1'))).toEqual([
      'Cast',
      'MatMul',
      'Cast',
      'LeakyRelu',
      'Cast',
      'MatMul',
      'Cast',
      'return t7',
    ]);
    expect(converted(text).kept).toMatchObject([{ reason: 'there is no bfloat16 kernel of LeakyRelu' }]);
  });

  test('an operator that knows bfloat16 only later waits for that opset', () => {
    const text = 'y = MatMul(Reshape(Conv(x[1,4,2,2], W[4,4,1,1]), int64{4,4}), V[4,4])';
    expect(converted(text).kept).toMatchObject([{ reason: 'Conv knows bfloat16 only from opset 22 on' }]);
    expect(converted(text, 22).kept).toEqual([]);
  });
});

test('what stands between operators in float32 stays float32 too', () => {
  const text = 'a = Relu(Conv(x[1,4,2,2], W[4,4,1,1])); y = Gemm(Flatten(LeakyRelu(a)), V[16,4])';
  const { graph, kept } = converted(text);
  expect(printGraph(graph).split('\n').slice(0, 3)).toEqual([
    't1 = Conv(x[1,4,2,2], w1[4,4,1,1])',
    't2 = Relu(t1)',
    't3 = LeakyRelu(t2)',
  ]);
  expect(kept).toContainEqual({ reason: 'no product beside it is in bfloat16', nodeIds: [expect.anything()] });
});

describe('what bfloat16 cannot hold', () => {
  test('the lowest float32 as a mask stays float32 with the Add that it goes into, and is named', () => {
    const { kept, diagnostics } = converted('y = Add(MatMul(x[2,4], W[4,4]), float32(-3.4028234663852886e38))');
    expect(kept).toMatchObject([{ reason: 'a constant of it is beyond 3.39e38, the largest bfloat16' }]);
    expect(diagnostics).toMatchObject([
      { code: 'precision.bfloat16-overflow', place: expect.stringMatching(/literal/) },
    ]);
  });

  test('what is far too large for float16 fits', () => {
    expect(converted('y = Add(MatMul(x[2,4], W[4,4]), float32(-1e30))').kept).toEqual([]);
  });

  test('sizes above 256 are counted in float32', () => {
    const text =
      'n = Cast(Gather(Shape(x[N,4]), int64{0})){to=1}; y = MatMul(x, W[4,4]); m = Mul(n, float32(2)); return y, m';
    expect(converted(text).kept).toMatchObject([
      { reason: 'it computes with sizes or indices, which bfloat16 counts exactly only to 256' },
    ]);
  });
});

describe('a model of which no product has a kernel', () => {
  test.each([
    ['y = Relu(Conv(x[1,3,4,4], W[2,3,1,1]))', 'Conv knows bfloat16 only from opset 22 on'],
    ['y = Relu(x[4])', 'it has none'],
  ])('%s is refused with the reason', (text, reason) => {
    expect(() => convertBfloat16(parseGraph(text), cudaBfloat16Since)).toThrow(
      expect.objectContaining({ code: 'precision.nothing-in-bfloat16', details: { reason } }),
    );
  });
});

describe('ONNX Runtime', () => {
  test('runs what the CPU has kernels for, and gives the values that rounding gives', async () => {
    const graph = parseGraph('y = Concat(Transpose(x[2,3]){perm=[1,0]}, Reshape(W[2,3], int64{3,2})){axis=1}');
    const { graph: after, precisions } = convertHalf(graph, bfloat16On(cudaBfloat16Since));
    expect([...precisions.values()]).toEqual(['bfloat16', 'bfloat16', 'bfloat16']);
    const values = [1 / 3, -3.3e38, 1e-39, 1 + 2 ** -8, 1 + 3 * 2 ** -8, Number.NEGATIVE_INFINITY];
    const [input] = graph.inputs.map((id) => requireValue(graph, id).name);
    const feeds = new Map([[input ?? '', tensorOfNumbers('float32', [2, 3], values)]]);
    const [[exact], [given]] = [await runGraph(graph, feeds), await runGraph(after, feeds)];
    if (!exact || !given) throw new TypeError('There is no output');
    const rounded = Array.from(tensorFloats(exact), (value) => bfloat16ValueOf(bfloat16BitsOf(value)));
    expect(Array.from(tensorFloats(given))).toEqual(rounded);
  });

  test('accepts the types of a transformer block, and lacks no more than the kernels of its CPU provider', async () => {
    const { graph, kept } = converted(
      `n = LayerNormalization(x[1,4,8], s[8], b[8]); q = MatMul(n, Q[8,8]); k = MatMul(n, K[8,8]); v = MatMul(n, V[8,8]);
       p = Softmax(Div(MatMul(q, Transpose(k){perm=[0,2,1]}), float32(2.8))); a = Add(MatMul(MatMul(p, v), O[8,8]), x);
       h = MatMul(a, F[8,16]); g = Mul(Mul(h, Add(Erf(Div(h, float32(1.414))), float32(1))), float32(0.5)); y = Add(MatMul(g, G[16,8]), a)`,
    );
    expect(kept).toEqual([]);
    await expect(runGraph(graph, seededFeeds(graph))).rejects.toThrow(/implementation for/);
  });
});

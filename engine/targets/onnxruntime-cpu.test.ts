import { describe, expect, test } from 'vitest';
import { parseGraph } from '../ir/parse.ts';
import { topologicalOrder } from '../ir/query.ts';
import { inferTypes } from '../ops/infer-types.ts';
import { optimize } from '../passes/optimize.ts';
import { optimizedByRuntime } from '../testing/optimized-by-runtime.ts';
import { printSteps } from '../testing/print-steps.ts';
import { onnxruntimeCpu } from './onnxruntime-cpu.ts';

const conv = 'Conv(x[1,16,8,8], W[16,16,3,3], B[16]){pads=[1,1,1,1]}';
const residual = (activation: string) =>
  `r = Relu(${conv}); c = Conv(r, V[16,16,3,3], C[16]){pads=[1,1,1,1]}; y = ${activation.replace('%', 'Add(c, r)')}`;

/** Layout changes at the edges, and what moves no data. */
const notCounted: ReadonlySet<string> = new Set(['ReorderInput', 'ReorderOutput', 'Reshape', 'Flatten']);

async function compare(text: string, opset = 17) {
  const graph = inferTypes(parseGraph(text, opset));
  const { graph: optimized } = optimize(graph, { target: 'onnxruntime-cpu' });
  const found = topologicalOrder(await optimizedByRuntime(optimized)).map((node) => node.opType);
  const predicted = printSteps(optimized, onnxruntimeCpu);
  const real = found.filter((opType) => !notCounted.has(opType));
  expect({ predicted, stepCount: predicted.split('; ').length, real }).toMatchObject({ stepCount: real.length });
}

// The blocked layout, and with it Conv + Add, exists on x86-64 alone.
describe.skipIf(process.arch !== 'x64')('on x86-64, predicts the steps that ONNX Runtime executes', () => {
  test.each([
    'Relu(%)',
    'Sigmoid(%)',
    'Tanh(%)',
    'LeakyRelu(%)',
    'Clip(%, float32(0), float32(6))',
    'HardSigmoid(%)',
    'Elu(%)',
    'Softplus(%)',
    'Softsign(%)',
    'PRelu(%, s[16,1,1])',
  ])('after Conv: %s', (activation) => compare(`y = ${activation.replace('%', conv)}`));

  test.each([
    'Relu(%)',
    'Sigmoid(%)',
    'Tanh(%)',
    'LeakyRelu(%)',
    'HardSigmoid(%)',
    'Clip(%, float32(0), float32(6))',
    'Elu(%)',
    'Identity(%)',
  ])('after Conv + Add: %s', (activation) => compare(residual(activation)));

  test.each([
    'Relu(%)',
    'Sigmoid(%)',
    'Tanh(%)',
    'LeakyRelu(%)',
    'HardSigmoid(%)',
    'Elu(%)',
    'Selu(%)',
    'Softplus(%)',
    'Softsign(%)',
    'ThresholdedRelu(%)',
    'Clip(%, float32(0), float32(6))',
  ])('after Gemm: %s', (activation) => compare(`y = ${activation.replace('%', 'Gemm(x[4,8], W[8,8], B[8])')}`));

  test.each([
    [
      'batch normalization and a pooling',
      `y = GlobalAveragePool(Relu(BatchNormalization(${conv}, s[16], b[16], m[16], v[16])))`,
    ],
    [
      'a skip connection from outside the convolutions',
      'r = Relu(x[1,16,8,8]); c = Conv(r, W[16,16,3,3]){pads=[1,1,1,1]}; y = Relu(Add(c, r))',
    ],
    [
      'a skip connection of two convolutions',
      `r = Relu(${conv}); c = Conv(r, V[16,16,3,3]){pads=[1,1,1,1]}; d = Conv(r, U[16,16,1,1]); y = Relu(Add(c, d))`,
    ],
    [
      'a skip connection that is broadcast',
      `r = Relu(${conv}); c = Conv(r, V[16,16,3,3]){pads=[1,1,1,1]}; y = Relu(Add(c, GlobalAveragePool(r)))`,
    ],
    ['a convolution that two operators read', `c = ${conv}; y = Relu(c); z = Tanh(c); return y, z`],
    [
      'a grouped convolution with a skip connection',
      'r = Relu(x[1,16,8,8]); c = Conv(r, W[16,4,3,3]){group=4, pads=[1,1,1,1]}; y = Relu(Add(c, r))',
    ],
    ['a transposed convolution', 'y = Relu(ConvTranspose(x[1,8,8,8], W[8,8,3,3]))'],
    ['a convolution of sequences', 'y = Relu(Conv(x[1,8,8], W[8,8,3]))'],
    ['SiLU', `c = ${conv}; y = Mul(c, Sigmoid(c))`],
    ['quick GELU', 'y = Mul(x[2,8], Sigmoid(Mul(x, float32(1.702))))'],
    ['MatMul + Add of matrices', 'y = Relu(Add(MatMul(x[4,8], W[8,8]), b[8]))'],
    ['MatMul + Add of stacks', 'y = Relu(Add(MatMul(x[2,4,8], W[8,8]), b[8]))'],
    ['MatMul + Add with open dimensions', 'y = Relu(Add(MatMul(x[N,S,8], W[8,8]), b[8]))'],
    [
      'GELU as exporters write it',
      'p = Tanh(x[2,8]); e = Add(Erf(Div(p, float32(1.4142135))), float32(1)); y = Mul(Mul(p, e), float32(0.5))',
    ],
    ['a skip connection before LayerNormalization', 'y = LayerNormalization(Add(x[2,4,8], x1[2,4,8]), s[8], b[8])'],
    [
      'a sum that is used after LayerNormalization too',
      'a = Add(x[2,4,8], x1[2,4,8]); y = LayerNormalization(a, s[8], b[8]); z = Relu(a); return y, z',
    ],
    ['a scaled product', 'y = Div(MatMul(x[2,4,8], x1[2,8,4]), float32(8))'],
    ['a product with a transpose', 'y = MatMul(x[2,4,8], Transpose(x1[2,4,8]){perm=[0,2,1]})'],
    ['padding', 'y = Conv(Pad(x[1,16,8,8], int64{0,0,1,1,0,0,1,1}), W[16,16,3,3])'],
    [
      'concatenated convolutions',
      `r = Relu(${conv}); y = Concat(Conv(r, V[16,16,1,1]), Conv(r, U[16,16,3,3]){pads=[1,1,1,1]}){axis=1}`,
    ],
  ])('%s', (_name, text) => compare(text));
});

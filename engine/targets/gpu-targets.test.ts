import { describe, expect, test } from 'vitest';
import { parseGraph } from '../ir/parse.ts';
import { inferTypes } from '../ops/infer-types.ts';
import { optimize } from '../passes/optimize.ts';
import { printSteps } from '../testing/print-steps.ts';
import { targetOf } from './targets.ts';

const conv = 'Conv(x[1,8,8,8], W[8,8,3,3], B[8]){pads=[1,1,1,1]}';
const residual = (activation: string) =>
  `r = Relu(${conv}); c = Conv(r, V[8,8,3,3], C[8]){pads=[1,1,1,1]}; y = ${activation}(Add(c, r))`;

/**
 * A network, and the operators of the graph that ONNX Runtime 1.29 made of it, with all its optimizations, on an H100:
 * through CUDA and through WebGPU. Left out: copies to the device, reshapes, and WebGPU's transposes at the edges.
 */
const recorded: readonly (readonly [text: string, cuda: string, webgpu: string])[] = [
  [`y = Relu(${conv})`, 'Conv Relu', 'FusedConv'],
  [`y = Sigmoid(${conv})`, 'Conv Sigmoid', 'FusedConv'],
  [`y = Tanh(${conv})`, 'Conv Tanh', 'FusedConv'],
  [`y = LeakyRelu(${conv})`, 'Conv LeakyRelu', 'FusedConv'],
  [`y = Clip(${conv}, float32(0), float32(6))`, 'Conv Clip', 'FusedConv'],
  [`y = HardSigmoid(${conv})`, 'Conv HardSigmoid', 'FusedConv'],
  [`y = HardSwish(${conv})`, 'Conv HardSwish', 'Conv HardSwish'],
  [`y = Elu(${conv})`, 'Conv Elu', 'Conv Elu'],
  [residual('Relu'), 'Conv Relu Conv Add Relu', 'FusedConv Conv Add Relu'],
  [residual('Sigmoid'), 'Conv Relu Conv Add Sigmoid', 'FusedConv Conv Add Sigmoid'],
  ['y = Relu(Conv(x[1,8,8], W[8,8,3]))', 'Conv Relu', 'FusedConv'],
  ['y = Relu(ConvTranspose(x[1,8,8,8], W[8,8,3,3]))', 'ConvTranspose Relu', 'ConvTranspose Relu'],
  ['c = Conv(x[1,8,8,8], W[8,8,3,3]); y = Mul(c, Sigmoid(c))', 'Conv QuickGelu', 'Conv QuickGelu'],
  ['y = Relu(Gemm(x[4,8], W[8,8], B[8]))', 'Gemm Relu', 'Gemm Relu'],
  ['y = Relu(Add(MatMul(x[4,8], W[8,8]), B[8]))', 'Gemm Relu', 'Gemm Relu'],
  ['y = Relu(Add(MatMul(x[2,4,8], W[8,8]), B[8]))', 'Gemm Relu', 'Gemm Relu'],
  ['y = Relu(Add(MatMul(x[N,S,8], W[8,8]), B[8]))', 'MatMul Add Relu', 'MatMul Add Relu'],
  [
    'q = Relu(x[2,8]); e = Erf(Div(q, float32(1.4142135))); y = Mul(Mul(q, Add(e, float32(1))), float32(0.5))',
    'Relu Gelu',
    'Relu Div Erf Add Mul Mul',
  ],
  ['y = LayerNormalization(Add(x[2,4,8], x1[2,4,8]), s[8], b[8])', 'SkipLayerNormalization', 'SkipLayerNormalization'],
  ['y = Div(MatMul(x[2,4,8], x1[2,8,4]), float32(8))', 'FusedMatMul', 'MatMul Div'],
  ['y = MatMul(x[2,4,8], Transpose(x1[2,4,8]){perm=[0,2,1]})', 'FusedMatMul', 'Transpose MatMul'],
  ['y = Mul(x[2,8], Sigmoid(Mul(x, float32(1.702))))', 'QuickGelu', 'QuickGelu'],
  ['y = Conv(Pad(x[1,8,8,8], int64{0,0,1,1,0,0,1,1}), W[8,8,3,3])', 'Conv', 'Conv'],
];

describe.each([
  ['onnxruntime-cuda', 1],
  ['onnxruntime-webgpu', 2],
] as const)('%s predicts as many steps as were recorded', (name, column) => {
  test.each(recorded.map((row) => [row[0], row[column]] as const))('%s: %s', (text, steps) => {
    const { graph } = optimize(inferTypes(parseGraph(text)), { target: name });
    const predicted = printSteps(graph, targetOf(name));
    expect({ predicted, count: predicted.split('; ').length }).toMatchObject({ count: steps.split(' ').length });
  });
});

import type { Attributes } from '../../ir/graph.ts';
import type { Shape } from '../../ir/shape.ts';
import { readFlag, readFloat, readFloats, readInt, readString } from '../attributes.ts';
import { convCost, convShape, decodeConv } from '../conv.ts';
import { tensorType, withDim } from '../inference.ts';
import { matMulCost, matMulShape } from '../mat-mul.ts';
import { defineOp, noAttributes } from '../op-spec.ts';

/** Convolutions and products with their neighbours fused in. Source: ONNX Runtime contrib operators, com.microsoft-1. */

/** activation(Conv(X, W, B) + Z). */
export const fusedConv = defineOp({
  type: 'FusedConv',
  domain: 'com.microsoft',
  inputs: ['X', 'W', 'B', 'Z'],
  outputs: ['Y'],
  category: 'convolution',
  decodeAttributes: (attributes) => ({
    ...decodeConv(attributes),
    activation: readString(attributes, 'activation', ''),
    activationParameters: readFloats(attributes, 'activation_params', []),
  }),
  inferOutputs: ({ attributes, shape, dataType }) => [
    tensorType(dataType(0), convShape(shape(0), shape(1), attributes)),
  ],
  cost: ({ inputShape, outputShape }) => convCost(inputShape(1), outputShape(0)),
});

const decodeTransposes = (attributes: Attributes) => ({
  alpha: readFloat(attributes, 'alpha', 1),
  transA: readFlag(attributes, 'transA', false),
  transB: readFlag(attributes, 'transB', false),
});

/** activation(Gemm(A, B, C)). */
export const fusedGemm = defineOp({
  type: 'FusedGemm',
  domain: 'com.microsoft',
  inputs: ['A', 'B', 'C'],
  outputs: ['Y'],
  category: 'matrix',
  decodeAttributes: (attributes) => ({
    ...decodeTransposes(attributes),
    beta: readFloat(attributes, 'beta', 1),
    activation: readString(attributes, 'activation', ''),
  }),
  inferOutputs: ({ attributes: { transA, transB }, shape, dataType }) => [
    tensorType(dataType(0), matMulShape(swapped(shape(0), transA), swapped(shape(1), transB))),
  ],
  cost: ({ attributes, inputShape, outputShape }) =>
    matMulCost(swapped(inputShape(0), attributes.transA), outputShape(0)),
});

/** alpha * A' * B', with the last two axes swapped on request. */
export const fusedMatMul = defineOp({
  type: 'FusedMatMul',
  domain: 'com.microsoft',
  inputs: ['A', 'B'],
  outputs: ['Y'],
  category: 'matrix',
  decodeAttributes: (attributes) => ({
    ...decodeTransposes(attributes),
    transBatchA: readFlag(attributes, 'transBatchA', false),
    transBatchB: readFlag(attributes, 'transBatchB', false),
  }),
  inferOutputs: ({ attributes: { transA, transB, transBatchA, transBatchB }, shape, dataType }) => {
    const isPlain = !transBatchA && !transBatchB;
    const product = isPlain ? matMulShape(swapped(shape(0), transA), swapped(shape(1), transB)) : undefined;
    return [tensorType(dataType(0), product)];
  },
  cost: ({ attributes, inputShape, outputShape }) =>
    matMulCost(swapped(inputShape(0), attributes.transA), outputShape(0)),
});

/** A [..., K] times a K x N matrix of 2- to 8-bit blocks. */
export const matMulNBits = defineOp({
  type: 'MatMulNBits',
  domain: 'com.microsoft',
  inputs: ['A', 'B', 'scales', 'zero_points', 'g_idx', 'bias'],
  outputs: ['Y'],
  category: 'matrix',
  decodeAttributes: (attributes) => ({
    k: readInt(attributes, 'K', undefined),
    n: readInt(attributes, 'N', undefined),
    bits: readInt(attributes, 'bits', 4),
    blockSize: readInt(attributes, 'block_size', 32),
    accuracyLevel: readInt(attributes, 'accuracy_level', 0),
  }),
  inferOutputs: ({ attributes: { n }, shape, dataType }) => {
    const a = shape(0);
    return [tensorType(dataType(0), a && withDim(a, -1, n))];
  },
  cost: ({ inputShape, outputShape }) => matMulCost(inputShape(0), outputShape(0)),
});

/** MatMulInteger, scaled back to float, plus bias. */
export const matMulIntegerToFloat = defineOp({
  type: 'MatMulIntegerToFloat',
  domain: 'com.microsoft',
  inputs: ['A', 'B', 'a_scale', 'b_scale', 'a_zero_point', 'b_zero_point', 'bias'],
  outputs: ['Y'],
  category: 'matrix',
  decodeAttributes: noAttributes,
  inferOutputs: ({ shape, dataType }) => [tensorType(dataType(2), matMulShape(shape(0), shape(1)))],
  cost: ({ inputShape, outputShape }) => matMulCost(inputShape(0), outputShape(0)),
});

/** A is quantized on the way in. */
export const dynamicQuantizeMatMul = defineOp({
  type: 'DynamicQuantizeMatMul',
  domain: 'com.microsoft',
  inputs: ['A', 'B', 'b_scale', 'b_zero_point', 'bias'],
  outputs: ['Y'],
  category: 'matrix',
  decodeAttributes: noAttributes,
  inferOutputs: ({ shape, dataType }) => [tensorType(dataType(0), matMulShape(shape(0), shape(1)))],
  cost: ({ inputShape, outputShape }) => matMulCost(inputShape(0), outputShape(0)),
});

/** 8-bit Gemm; without y_scale the result is float. */
export const qGemm = defineOp({
  type: 'QGemm',
  domain: 'com.microsoft',
  inputs: ['A', 'a_scale', 'a_zero_point', 'B', 'b_scale', 'b_zero_point', 'C', 'y_scale', 'y_zero_point'],
  outputs: ['Y'],
  category: 'matrix',
  decodeAttributes: decodeTransposes,
  inferOutputs: ({ attributes: { transA, transB }, shape, dataType }) => [
    tensorType(dataType(8) ?? dataType(1), matMulShape(swapped(shape(0), transA), swapped(shape(3), transB))),
  ],
  cost: ({ attributes, inputShape, outputShape }) =>
    matMulCost(swapped(inputShape(0), attributes.transA), outputShape(0)),
});

function swapped<S extends Shape>(shape: S | undefined, isSwapped: boolean): S | undefined;
function swapped(shape: Shape | undefined, isSwapped: boolean): Shape | undefined {
  if (!shape || !isSwapped || shape.length < 2) return shape;
  return [...shape.slice(0, -2), shape.at(-1), shape.at(-2)];
}

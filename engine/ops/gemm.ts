import { readFlag, readFloat } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp } from './op-spec.ts';

/**
 * Y = alpha * A' * B' + beta * C, where A' is A or its transpose.
 * Shapes: A' [M, K], B' [K, N], C broadcast to [M, N] -> Y [M, N]. Source: ONNX Gemm-7, -11, -13.
 */
export const gemm = defineOp({
  type: 'Gemm',
  domain: '',
  inputs: ['A', 'B', 'C'],
  outputs: ['Y'],
  category: 'matrix',
  decodeAttributes: (attributes) => ({
    alpha: readFloat(attributes, 'alpha', 1),
    beta: readFloat(attributes, 'beta', 1),
    transA: readFlag(attributes, 'transA', false),
    transB: readFlag(attributes, 'transB', false),
  }),
  inferOutputs: ({ attributes, shape, dataType }) => {
    const [a, b] = [shape(0), shape(1)];
    return [tensorType(dataType(0), [a?.[attributes.transA ? 1 : 0], b?.[attributes.transB ? 0 : 1]])];
  },
  cost: ({ attributes, inputShape, outputShape }) => {
    const [a, y] = [inputShape(0), outputShape(0)];
    const k = a?.[attributes.transA ? 0 : 1];
    return y && k !== undefined ? { macs: (y[0] ?? 1) * (y[1] ?? 1) * k } : undefined;
  },
});

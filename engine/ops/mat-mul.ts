import { broadcastShapes, elementCountOf, type Shape } from '../ir/shape.ts';
import { tensorType } from './inference.ts';
import { type Cost, type CostInput, defineOp, noAttributes } from './op-spec.ts';

/**
 * Matrix product over the last two axes, the others broadcast; a vector is a row on the left, a column on the right.
 * Shapes: A [..., M, K], B [..., K, N] -> Y [..., M, N]. Source: ONNX MatMul-13, numpy.matmul.
 */
export const matMul = defineOp({
  type: 'MatMul',
  domain: '',
  inputs: ['A', 'B'],
  outputs: ['Y'],
  category: 'matrix',
  decodeAttributes: noAttributes,
  inferOutputs: ({ shape, dataType }) => [tensorType(dataType(0), matMulShape(shape(0), shape(1)))],
  cost: ({ inputShape, outputShape }) => matMulCost(inputShape(0), outputShape(0)),
});

/** A and B of 8 bits to Y of 32. Source: ONNX MatMulInteger-10. */
export const matMulInteger = defineOp({
  type: 'MatMulInteger',
  domain: '',
  inputs: ['A', 'B', 'a_zero_point', 'b_zero_point'],
  outputs: ['Y'],
  category: 'matrix',
  decodeAttributes: noAttributes,
  inferOutputs: ({ shape }) => [tensorType('int32', matMulShape(shape(0), shape(1)))],
  cost: ({ inputShape, outputShape }) => matMulCost(inputShape(0), outputShape(0)),
});

/** Source: ONNX QLinearMatMul-10, -21. */
export const qLinearMatMul = defineOp({
  type: 'QLinearMatMul',
  domain: '',
  inputs: ['a', 'a_scale', 'a_zero_point', 'b', 'b_scale', 'b_zero_point', 'y_scale', 'y_zero_point'],
  outputs: ['y'],
  category: 'matrix',
  decodeAttributes: noAttributes,
  inferOutputs: ({ shape, dataType }) => [tensorType(dataType(7), matMulShape(shape(0), shape(3)))],
  cost: ({ inputShape, outputShape }) => matMulCost(inputShape(0), outputShape(0)),
});

/** The shape of a product of stacks of matrices, or undefined where a rank is unknown or the stacks do not match. */
export function matMulShape(a: Shape | undefined, b: Shape | undefined): Shape | undefined {
  if (!a?.length || !b?.length) return undefined;
  const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
  if (!batch) return undefined;
  return [...batch, ...(a.length > 1 ? [a.at(-2)] : []), ...(b.length > 1 ? [b.at(-1)] : [])];
}

/** One multiply-accumulate per output element and element of the inner axis. */
export function matMulCost(a: ReturnType<CostInput<unknown>['inputShape']>, y: typeof a): Cost | undefined {
  const inner = a?.at(-1);
  return y && inner !== undefined ? { macs: elementCountOf(y) * inner } : undefined;
}

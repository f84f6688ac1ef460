import type { Attributes } from '../ir/graph.ts';
import { elementCountOf, type Shape } from '../ir/shape.ts';
import { readInt } from './attributes.ts';
import { tensorType, unknownShape } from './inference.ts';
import { type Cost, defineOp } from './op-spec.ts';
import { decodeWindow, type SpatialWindow, slideWindow } from './spatial.ts';

/**
 * Convolution.
 * Shapes: X [N, C, d1, ..., dk], W [M, C/group, k1, ..., kk], B [M] -> Y [N, M, o1, ..., ok].
 * Source: ONNX Conv-1, -11, -22.
 */
export const conv = defineOp({
  type: 'Conv',
  domain: '',
  inputs: ['X', 'W', 'B'],
  outputs: ['Y'],
  category: 'convolution',
  decodeAttributes: (attributes) => decodeConv(attributes),
  inferOutputs: ({ attributes, shape, dataType }) => [
    tensorType(dataType(0), convShape(shape(0), shape(1), attributes)),
  ],
  cost: ({ inputShape, outputShape }) => convCost(inputShape(1), outputShape(0)),
});

/** 8-bit data and weights, 32-bit sums. Source: ONNX ConvInteger-10. */
export const convInteger = defineOp({
  type: 'ConvInteger',
  domain: '',
  inputs: ['x', 'w', 'x_zero_point', 'w_zero_point'],
  outputs: ['y'],
  category: 'convolution',
  decodeAttributes: (attributes) => decodeConv(attributes),
  inferOutputs: ({ attributes, shape }) => [tensorType('int32', convShape(shape(0), shape(1), attributes))],
  cost: ({ inputShape, outputShape }) => convCost(inputShape(1), outputShape(0)),
});

/** Source: ONNX QLinearConv-10. */
export const qLinearConv = defineOp({
  type: 'QLinearConv',
  domain: '',
  inputs: ['x', 'x_scale', 'x_zero_point', 'w', 'w_scale', 'w_zero_point', 'y_scale', 'y_zero_point', 'B'],
  outputs: ['y'],
  category: 'convolution',
  decodeAttributes: (attributes) => decodeConv(attributes),
  inferOutputs: ({ attributes, shape, dataType }) => [
    tensorType(dataType(7), convShape(shape(0), shape(3), attributes)),
  ],
  cost: ({ inputShape, outputShape }) => convCost(inputShape(3), outputShape(0)),
});

/** Convolution whose window is bent per output position by `offset`. Source: ONNX DeformConv-19. */
export const deformConv = defineOp({
  type: 'DeformConv',
  domain: '',
  inputs: ['X', 'W', 'offset', 'B', 'mask'],
  outputs: ['Y'],
  category: 'convolution',
  decodeAttributes: (attributes) => ({
    ...decodeWindow(attributes),
    group: readInt(attributes, 'group', 1),
    offsetGroup: readInt(attributes, 'offset_group', 1),
  }),
  inferOutputs: ({ attributes, shape, dataType }) => [
    tensorType(dataType(0), convShape(shape(0), shape(1), attributes)),
  ],
  cost: ({ inputShape, outputShape }) => convCost(inputShape(1), outputShape(0)),
});

export const decodeConv = (attributes: Attributes): SpatialWindow & { readonly group: number } => ({
  ...decodeWindow(attributes),
  group: readInt(attributes, 'group', 1),
});

export function convShape(x: Shape | undefined, w: Shape | undefined, window: SpatialWindow): Shape | undefined {
  if (!x) return undefined;
  const kernel = window.kernelShape ?? w?.slice(2) ?? unknownShape(x.length - 2);
  if (!kernel) return undefined;
  return [x[0], w?.[0], ...slideWindow(x.slice(2), kernel, window)];
}

/** One multiply-accumulate per output element and weight of its channel; the bias is not counted. */
export const convCost = (w: readonly number[] | undefined, y: readonly number[] | undefined): Cost | undefined =>
  w && y ? { macs: elementCountOf(y) * elementCountOf(w.slice(1)) } : undefined;

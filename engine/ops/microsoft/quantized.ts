import { broadcastShapes, type Dim, type Shape } from '../../ir/shape.ts';
import { readFlag, readFloat, readInt } from '../attributes.ts';
import { convCost, convShape, decodeConv } from '../conv.ts';
import { dequantizeLinear } from '../dequantize-linear.ts';
import { addDims } from '../dims.ts';
import { tensorType, withDim } from '../inference.ts';
import { defineOp, type InferenceContext, noAttributes, noMacs, type OpCategory } from '../op-spec.ts';
import { quantizeLinear } from '../quantize-linear.ts';
import { decodeWindow, slideWindow } from '../spatial.ts';

/** Operators on 8-bit tensors. Source: ONNX Runtime contrib operators, com.microsoft-1. */

export const microsoftQuantizeLinear = defineOp({ ...quantizeLinear, domain: 'com.microsoft' });
export const microsoftDequantizeLinear = defineOp({ ...dequantizeLinear, domain: 'com.microsoft' });

const binary = <const T extends string>(type: T) =>
  defineOp({
    type,
    domain: 'com.microsoft',
    inputs: ['A', 'A_scale', 'A_zero_point', 'B', 'B_scale', 'B_zero_point', 'C_scale', 'C_zero_point'],
    outputs: ['C'],
    category: 'elementwise',
    decodeAttributes: noAttributes,
    inferOutputs: ({ shape, dataType }) => {
      const [a, b] = [shape(0), shape(3)];
      return [tensorType(dataType(0), a && b && broadcastShapes(a, b))];
    },
    cost: noMacs,
  });

export const qLinearAdd = binary('QLinearAdd');
export const qLinearMul = binary('QLinearMul');

const inputsOfUnary = ['X', 'X_scale', 'X_zero_point', 'Y_scale', 'Y_zero_point'] as const;

const sameShape = ({ shape, dataType }: InferenceContext) => [tensorType(dataType(4) ?? dataType(0), shape(0))];

const activation = <const T extends string>(type: T, category: OpCategory) =>
  defineOp({
    type,
    domain: 'com.microsoft',
    inputs: inputsOfUnary,
    outputs: ['Y'],
    category,
    decodeAttributes: (attributes) => ({
      alpha: readFloat(attributes, 'alpha', 0.01),
      axis: readInt(attributes, 'axis', -1),
    }),
    inferOutputs: sameShape,
    cost: noMacs,
  });

export const qLinearSigmoid = activation('QLinearSigmoid', 'activation');
export const qLinearLeakyRelu = activation('QLinearLeakyRelu', 'activation');
export const qLinearSoftmax = activation('QLinearSoftmax', 'activation');

/** Shapes: the inputs after Y_scale and Y_zero_point come in threes: tensor, scale, zero point. */
export const qLinearConcat = defineOp({
  type: 'QLinearConcat',
  domain: 'com.microsoft',
  inputs: ['Y_scale', 'Y_zero_point', 'inputs...'],
  outputs: ['Y'],
  category: 'concat',
  decodeAttributes: (attributes) => ({ axis: readInt(attributes, 'axis', 0) }),
  inferOutputs: ({ attributes: { axis }, inputCount, shape, dataType }) => {
    const first = shape(2);
    let extent: Dim = 0;
    for (let input = 2; input < inputCount; input += 3) extent = addDims(extent, shape(input)?.at(axis));
    return [tensorType(dataType(1), first && withDim(first, axis, extent))];
  },
  cost: noMacs,
});

/** NCHW from NHWC and back, so that the window arithmetic is written once. */
const toChannelsFirst = (x: Shape): Shape => [x[0], x.at(-1), ...x.slice(1, -1)];
const toChannelsLast = (x: Shape): Shape => [x[0], ...x.slice(2), x[1]];

function inOrder(isLast: boolean, x: Shape | undefined, map: (x: Shape) => Shape | undefined): Shape | undefined {
  if (!x) return undefined;
  const result = map(isLast ? toChannelsFirst(x) : x);
  return isLast && result ? toChannelsLast(result) : result;
}

/** QLinearConv that may have its channels last. */
export const microsoftQLinearConv = defineOp({
  type: 'QLinearConv',
  domain: 'com.microsoft',
  inputs: ['x', 'x_scale', 'x_zero_point', 'w', 'w_scale', 'w_zero_point', 'y_scale', 'y_zero_point', 'B'],
  outputs: ['y'],
  category: 'convolution',
  decodeAttributes: (attributes) => ({
    ...decodeConv(attributes),
    channelsLast: readFlag(attributes, 'channels_last', false),
  }),
  inferOutputs: ({ attributes, shape, dataType }) => [
    tensorType(
      dataType(7),
      inOrder(attributes.channelsLast, shape(0), (x) => convShape(x, shape(3), attributes)),
    ),
  ],
  cost: ({ inputShape, outputShape }) => convCost(inputShape(3), outputShape(0)),
});

export const qLinearAveragePool = defineOp({
  type: 'QLinearAveragePool',
  domain: 'com.microsoft',
  inputs: ['X', 'x_scale', 'x_zero_point', 'y_scale', 'y_zero_point'],
  outputs: ['Y'],
  category: 'pooling',
  decodeAttributes: (attributes) => ({
    ...decodeWindow(attributes),
    ceilMode: readFlag(attributes, 'ceil_mode', false),
    countIncludePad: readFlag(attributes, 'count_include_pad', false),
    channelsLast: readFlag(attributes, 'channels_last', false),
  }),
  inferOutputs: ({ attributes, shape, dataType }) => [
    tensorType(
      dataType(0),
      inOrder(attributes.channelsLast, shape(0), (x) => [
        ...x.slice(0, 2),
        ...slideWindow(x.slice(2), attributes.kernelShape ?? [], attributes, attributes.ceilMode),
      ]),
    ),
  ],
  cost: noMacs,
});

export const qLinearGlobalAveragePool = defineOp({
  type: 'QLinearGlobalAveragePool',
  domain: 'com.microsoft',
  inputs: ['X', 'x_scale', 'x_zero_point', 'y_scale', 'y_zero_point'],
  outputs: ['Y'],
  category: 'pooling',
  decodeAttributes: (attributes) => ({ channelsLast: readFlag(attributes, 'channels_last', false) }),
  inferOutputs: ({ attributes, shape, dataType }) => [
    tensorType(
      dataType(0),
      inOrder(attributes.channelsLast, shape(0), (x) => x.map((dim, axis) => (axis < 2 ? dim : 1))),
    ),
  ],
  cost: noMacs,
});

/** MaxPool with its channels last. */
export const nhwcMaxPool = defineOp({
  type: 'NhwcMaxPool',
  domain: 'com.microsoft',
  inputs: ['x'],
  outputs: ['y'],
  category: 'pooling',
  decodeAttributes: (attributes) => ({
    ...decodeWindow(attributes),
    ceilMode: readFlag(attributes, 'ceil_mode', false),
  }),
  inferOutputs: ({ attributes, shape, dataType }) => [
    tensorType(
      dataType(0),
      inOrder(true, shape(0), (x) => [
        ...x.slice(0, 2),
        ...slideWindow(x.slice(2), attributes.kernelShape ?? [], attributes, attributes.ceilMode),
      ]),
    ),
  ],
  cost: noMacs,
});

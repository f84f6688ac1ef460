import { readDataType, readInt } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/**
 * y = (x - x_zero_point) * x_scale. Scale and zero point are scalars, vectors along `axis`, or, with `block_size`, one per
 * block. The output type is the scale's, or `output_dtype`. Source: ONNX DequantizeLinear-10, -13, -21, -23.
 */
export const dequantizeLinear = defineOp({
  type: 'DequantizeLinear',
  domain: '',
  inputs: ['x', 'x_scale', 'x_zero_point'],
  outputs: ['y'],
  category: 'quantize',
  decodeAttributes: (attributes) => ({
    axis: readInt(attributes, 'axis', 1),
    blockSize: readInt(attributes, 'block_size', 0),
    outputDataType: readDataType(attributes, 'output_dtype', undefined),
  }),
  inferOutputs: ({ attributes, shape, dataType }) => [
    tensorType(attributes.outputDataType ?? dataType(1) ?? 'float32', shape(0)),
  ],
  cost: noMacs,
});

import { readDataType, readFlag, readInt } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/**
 * y = saturate(round(x / y_scale) + y_zero_point), ties to even. Scale and zero point are scalars, vectors along `axis`,
 * or, with `block_size`, one per block. The output type is the zero point's, else `output_dtype`, else uint8.
 * Source: ONNX QuantizeLinear-10, -13, -21.
 */
export const quantizeLinear = defineOp({
  type: 'QuantizeLinear',
  domain: '',
  inputs: ['x', 'y_scale', 'y_zero_point'],
  outputs: ['y'],
  category: 'quantize',
  decodeAttributes: (attributes) => ({
    axis: readInt(attributes, 'axis', 1),
    blockSize: readInt(attributes, 'block_size', 0),
    outputDataType: readDataType(attributes, 'output_dtype', undefined),
    saturate: readFlag(attributes, 'saturate', true),
  }),
  inferOutputs: ({ attributes, shape, dataType }) => [
    tensorType(dataType(2) ?? attributes.outputDataType ?? 'uint8', shape(0)),
  ],
  cost: noMacs,
});

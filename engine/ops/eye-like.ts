import { readDataType, readInt } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/** Ones on the k-th diagonal of a matrix as large as the input. Source: ONNX EyeLike-9. */
export const eyeLike = defineOp({
  type: 'EyeLike',
  domain: '',
  inputs: ['input'],
  outputs: ['output'],
  category: 'constant',
  decodeAttributes: (attributes) => ({
    dataType: readDataType(attributes, 'dtype', undefined),
    k: readInt(attributes, 'k', 0),
  }),
  inferOutputs: ({ attributes, shape, dataType }) => [tensorType(attributes.dataType ?? dataType(0), shape(0))],
  cost: noMacs,
});

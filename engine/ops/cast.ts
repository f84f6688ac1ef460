import { readDataType, readFlag } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/** Source: ONNX Cast-1 (type by name), -6 (by code), -13, -19 (saturate). */
export const cast = defineOp({
  type: 'Cast',
  domain: '',
  inputs: ['input'],
  outputs: ['output'],
  category: 'elementwise',
  decodeAttributes: (attributes) => ({
    /** Undefined for a code that is newer than Lathe. */
    to: readDataType(attributes, 'to', undefined),
    saturate: readFlag(attributes, 'saturate', true),
  }),
  inferOutputs: ({ attributes, shape }) => [tensorType(attributes.to, shape(0))],
  inferElements: ({ attributes, symbolicInts }) => [
    attributes.to === 'int64' || attributes.to === 'int32' ? symbolicInts(0) : undefined,
  ],
  cost: noMacs,
});

/** Source: ONNX CastLike-15. */
export const castLike = defineOp({
  type: 'CastLike',
  domain: '',
  inputs: ['input', 'target_type'],
  outputs: ['output'],
  category: 'elementwise',
  decodeAttributes: (attributes) => ({ saturate: readFlag(attributes, 'saturate', true) }),
  inferOutputs: ({ dataType, shape }) => [tensorType(dataType(1), shape(0))],
  cost: noMacs,
});

import { readFlag } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';

/** Source: ONNX IsNaN-9, -13. */
export const isNan = defineOp({
  type: 'IsNaN',
  domain: '',
  inputs: ['X'],
  outputs: ['Y'],
  category: 'elementwise',
  decodeAttributes: noAttributes,
  inferOutputs: ({ shape }) => [tensorType('bool', shape(0))],
  cost: noMacs,
});

/** Source: ONNX IsInf-10. */
export const isInf = defineOp({
  type: 'IsInf',
  domain: '',
  inputs: ['X'],
  outputs: ['Y'],
  category: 'elementwise',
  decodeAttributes: (attributes) => ({
    detectsNegative: readFlag(attributes, 'detect_negative', true),
    detectsPositive: readFlag(attributes, 'detect_positive', true),
  }),
  inferOutputs: ({ shape }) => [tensorType('bool', shape(0))],
  cost: noMacs,
});

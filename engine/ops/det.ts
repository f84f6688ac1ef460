import { tensorType } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';

/** Determinants of a stack of square matrices. Source: ONNX Det-11. */
export const det = defineOp({
  type: 'Det',
  domain: '',
  inputs: ['X'],
  outputs: ['Y'],
  category: 'matrix',
  decodeAttributes: noAttributes,
  inferOutputs: ({ shape, dataType }) => [tensorType(dataType(0), shape(0)?.slice(0, -2))],
  cost: noMacs,
});

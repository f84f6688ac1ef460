import { likeFirst } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';

/** X where X >= 0, slope * X elsewhere; slope broadcasts to X (one direction). Source: ONNX PRelu-7, -16. */
export const pRelu = defineOp({
  type: 'PRelu',
  domain: '',
  inputs: ['X', 'slope'],
  outputs: ['Y'],
  category: 'activation',
  decodeAttributes: noAttributes,
  inferOutputs: likeFirst,
  cost: noMacs,
});

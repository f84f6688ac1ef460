import { elementsOfFirst, likeFirst } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';

/** Source: ONNX Identity-1, -14 (sequences), -16 (optionals). */
export const identity = defineOp({
  type: 'Identity',
  domain: '',
  inputs: ['input'],
  outputs: ['output'],
  category: 'other',
  decodeAttributes: noAttributes,
  inferOutputs: likeFirst,
  inferElements: elementsOfFirst,
  cost: noMacs,
});

import { elementsOfFirst, likeFirst } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';
import { single } from './tensor-math.ts';

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
  evaluate: ({ inputs: [input] }) => single(input),
});

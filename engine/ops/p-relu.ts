import { mapElements } from './arithmetic.ts';
import { likeFirst } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';
import { single } from './tensor-math.ts';

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
  evaluate: ({ inputs }) => single(mapElements(inputs, { float: (x, slope) => (x < 0 ? slope * x : x) })),
});

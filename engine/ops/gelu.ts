import { readChoice } from './attributes.ts';
import { likeFirst } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/**
 * 'none': X / 2 * (1 + erf(X / sqrt(2))); 'tanh': X / 2 * (1 + tanh(sqrt(2 / pi) * (X + 0.044715 * X^3))).
 * Source: ONNX Gelu-20.
 */
export const gelu = defineOp({
  type: 'Gelu',
  domain: '',
  inputs: ['X'],
  outputs: ['Y'],
  category: 'activation',
  decodeAttributes: (attributes) => ({ approximate: readChoice(attributes, 'approximate', ['none', 'tanh'], 'none') }),
  inferOutputs: likeFirst,
  cost: noMacs,
});

import { readFloat, readInt } from './attributes.ts';
import { likeFirst } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/** Y = X / (bias + alpha / size * sum of X^2 over `size` neighbouring channels)^beta. Source: ONNX LRN-1, -13. */
export const lrn = defineOp({
  type: 'LRN',
  domain: '',
  inputs: ['X'],
  outputs: ['Y'],
  category: 'normalization',
  decodeAttributes: (attributes) => ({
    alpha: readFloat(attributes, 'alpha', 1e-4),
    beta: readFloat(attributes, 'beta', 0.75),
    bias: readFloat(attributes, 'bias', 1),
    size: readInt(attributes, 'size', 1),
  }),
  inferOutputs: likeFirst,
  cost: noMacs,
});

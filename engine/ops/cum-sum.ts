import { readFlag } from './attributes.ts';
import { likeFirst } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/** Running sums along an axis, given as an input. Source: ONNX CumSum-11, -14. */
export const cumSum = defineOp({
  type: 'CumSum',
  domain: '',
  inputs: ['x', 'axis'],
  outputs: ['y'],
  category: 'other',
  decodeAttributes: (attributes) => ({
    exclusive: readFlag(attributes, 'exclusive', false),
    reverse: readFlag(attributes, 'reverse', false),
  }),
  inferOutputs: likeFirst,
  cost: noMacs,
});

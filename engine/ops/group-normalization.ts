import { readFloat, readInt } from './attributes.ts';
import { likeFirst } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/**
 * Normalizes groups of channels of each sample.
 * Shapes: X [N, C, ...]; scale, bias [num_groups] before opset 21, [C] since. Source: ONNX GroupNormalization-18, -21.
 */
export const groupNormalization = defineOp({
  type: 'GroupNormalization',
  domain: '',
  inputs: ['X', 'scale', 'bias'],
  outputs: ['Y'],
  category: 'normalization',
  decodeAttributes: (attributes) => ({
    epsilon: readFloat(attributes, 'epsilon', 1e-5),
    numGroups: readInt(attributes, 'num_groups', 1),
  }),
  inferOutputs: likeFirst,
  cost: noMacs,
});

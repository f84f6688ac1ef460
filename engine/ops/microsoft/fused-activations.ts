import { readFloat, readInt } from '../attributes.ts';
import { broadcastAll, likeFirst } from '../inference.ts';
import { defineOp, noAttributes, noMacs } from '../op-spec.ts';

/** Activations that ONNX Runtime's optimizer fuses. Source: ONNX Runtime contrib operators, com.microsoft-1. */

export const microsoftGelu = defineOp({
  type: 'Gelu',
  domain: 'com.microsoft',
  inputs: ['X'],
  outputs: ['Y'],
  category: 'activation',
  decodeAttributes: noAttributes,
  inferOutputs: likeFirst,
  cost: noMacs,
});

/** Gelu(A + B), B [last dimension of A]. */
export const biasGelu = defineOp({
  type: 'BiasGelu',
  domain: 'com.microsoft',
  inputs: ['A', 'B'],
  outputs: ['C'],
  category: 'activation',
  decodeAttributes: noAttributes,
  inferOutputs: broadcastAll,
  cost: noMacs,
});

/** The tanh form of Gelu, of X + bias. */
export const fastGelu = defineOp({
  type: 'FastGelu',
  domain: 'com.microsoft',
  inputs: ['X', 'bias'],
  outputs: ['Y'],
  category: 'activation',
  decodeAttributes: noAttributes,
  inferOutputs: likeFirst,
  cost: noMacs,
});

/** X * sigmoid(alpha * X). */
export const quickGelu = defineOp({
  type: 'QuickGelu',
  domain: 'com.microsoft',
  inputs: ['X'],
  outputs: ['Y'],
  category: 'activation',
  decodeAttributes: (attributes) => ({ alpha: readFloat(attributes, 'alpha', 1.702) }),
  inferOutputs: likeFirst,
  cost: noMacs,
});

/** Softmax(data + bias). */
export const biasSoftmax = defineOp({
  type: 'BiasSoftmax',
  domain: 'com.microsoft',
  inputs: ['data', 'bias'],
  outputs: ['output'],
  category: 'activation',
  decodeAttributes: (attributes) => ({
    axis: readInt(attributes, 'axis', 1),
    isInnerBroadcast: readInt(attributes, 'is_inner_broadcast', 1) !== 0,
  }),
  inferOutputs: likeFirst,
  cost: noMacs,
});

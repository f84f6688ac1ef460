import { readFloat } from './attributes.ts';
import { likeFirst } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/** Normalizes each channel of each sample over its spatial axes. Shapes: input [N, C, ...]; scale, B [C]. Source: ONNX InstanceNormalization-6. */
export const instanceNormalization = defineOp({
  type: 'InstanceNormalization',
  domain: '',
  inputs: ['input', 'scale', 'B'],
  outputs: ['output'],
  category: 'normalization',
  decodeAttributes: (attributes) => ({ epsilon: readFloat(attributes, 'epsilon', 1e-5) }),
  inferOutputs: likeFirst,
  cost: noMacs,
});

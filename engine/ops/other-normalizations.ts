import { readFloat, readInt, readInts } from './attributes.ts';
import { likeFirst } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/** X / sqrt(mean(X^2) + epsilon) * scale, over `axis` and all after it. Source: ONNX RMSNormalization-23. */
export const rmsNormalization = defineOp({
  type: 'RMSNormalization',
  domain: '',
  inputs: ['X', 'scale'],
  outputs: ['Y'],
  category: 'normalization',
  decodeAttributes: (attributes) => ({
    axis: readInt(attributes, 'axis', -1),
    epsilon: readFloat(attributes, 'epsilon', 1e-5),
  }),
  inferOutputs: likeFirst,
  cost: noMacs,
});

/** input / its p-norm along `axis`. Source: ONNX LpNormalization-1. */
export const lpNormalization = defineOp({
  type: 'LpNormalization',
  domain: '',
  inputs: ['input'],
  outputs: ['output'],
  category: 'normalization',
  decodeAttributes: (attributes) => ({ axis: readInt(attributes, 'axis', -1), p: readInt(attributes, 'p', 2) }),
  inferOutputs: likeFirst,
  cost: noMacs,
});

/** (X - mean) / standard deviation over `axes`. Source: ONNX MeanVarianceNormalization-9, -13. */
export const meanVarianceNormalization = defineOp({
  type: 'MeanVarianceNormalization',
  domain: '',
  inputs: ['X'],
  outputs: ['Y'],
  category: 'normalization',
  decodeAttributes: (attributes) => ({ axes: readInts(attributes, 'axes', [0, 2, 3]) }),
  inferOutputs: likeFirst,
  cost: noMacs,
});

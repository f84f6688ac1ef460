import { readFloat, readInt } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/**
 * Y = (X - mean) / sqrt(variance + epsilon) * Scale + B, over `axis` and all axes after it.
 * Shapes: Mean and InvStdDev are X's with those axes 1. Source: ONNX LayerNormalization-17.
 */
export const layerNormalization = defineOp({
  type: 'LayerNormalization',
  domain: '',
  inputs: ['X', 'Scale', 'B'],
  outputs: ['Y', 'Mean', 'InvStdDev'],
  category: 'normalization',
  decodeAttributes: (attributes) => ({
    axis: readInt(attributes, 'axis', -1),
    epsilon: readFloat(attributes, 'epsilon', 1e-5),
    stashType: readInt(attributes, 'stash_type', 1),
  }),
  inferOutputs: ({ attributes: { axis }, shape, type }) => {
    const x = shape(0);
    const first = x && axis < 0 ? axis + x.length : axis;
    const statistics = tensorType(
      'float32',
      x?.map((dim, index) => (index < first ? dim : 1)),
    );
    return [type(0), statistics, statistics];
  },
  cost: noMacs,
});

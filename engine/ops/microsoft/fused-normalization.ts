import { readFloat, readInt } from '../attributes.ts';
import { tensorType } from '../inference.ts';
import { defineOp, type InferenceContext, noMacs } from '../op-spec.ts';

/** Normalizations that ONNX Runtime's optimizer fuses. Source: ONNX Runtime contrib operators, com.microsoft-1. */

const inferSkip = ({ shape, type }: InferenceContext) => {
  const statistics = tensorType('float32', shape(0)?.with(-1, 1));
  return [type(0), statistics, statistics, type(0)];
};

/** LayerNormalization(input + skip + bias) over the last axis. */
export const skipLayerNormalization = defineOp({
  type: 'SkipLayerNormalization',
  domain: 'com.microsoft',
  inputs: ['input', 'skip', 'gamma', 'beta', 'bias'],
  outputs: ['output', 'mean', 'inv_std_var', 'input_skip_bias_sum'],
  category: 'normalization',
  decodeAttributes: (attributes) => ({ epsilon: readFloat(attributes, 'epsilon', 1e-12) }),
  inferOutputs: inferSkip,
  cost: noMacs,
});

/** RMSNormalization(input + skip + bias) over the last axis. */
export const skipSimplifiedLayerNormalization = defineOp({
  type: 'SkipSimplifiedLayerNormalization',
  domain: 'com.microsoft',
  inputs: ['input', 'skip', 'gamma', 'bias'],
  outputs: ['output', 'mean', 'inv_std_var', 'input_skip_bias_sum'],
  category: 'normalization',
  decodeAttributes: (attributes) => ({ epsilon: readFloat(attributes, 'epsilon', 1e-12) }),
  inferOutputs: inferSkip,
  cost: noMacs,
});

/** RMSNormalization under its older name, which ONNX Runtime keeps in ONNX's own domain. */
export const simplifiedLayerNormalization = defineOp({
  type: 'SimplifiedLayerNormalization',
  domain: '',
  inputs: ['X', 'scale'],
  outputs: ['Y', 'inv_std_var'],
  category: 'normalization',
  decodeAttributes: (attributes) => ({
    axis: readInt(attributes, 'axis', -1),
    epsilon: readFloat(attributes, 'epsilon', 1e-5),
  }),
  inferOutputs: ({ attributes: { axis }, shape, type }) => {
    const x = shape(0);
    const first = x && axis < 0 ? axis + x.length : axis;
    const ones = x?.map((dim, index) => (index < first ? dim : 1));
    return [type(0), tensorType('float32', ones)];
  },
  cost: noMacs,
});

/** Sum of up to three embeddings, normalized. Shapes: input_ids [N, S] -> output [N, S, hidden]. */
export const embedLayerNormalization = defineOp({
  type: 'EmbedLayerNormalization',
  domain: 'com.microsoft',
  inputs: [
    'input_ids',
    'segment_ids',
    'word_embedding',
    'position_embedding',
    'segment_embedding',
    'gamma',
    'beta',
    'mask',
    'position_ids',
  ],
  outputs: ['output', 'mask_index', 'embedding_sum'],
  category: 'normalization',
  decodeAttributes: (attributes) => ({ epsilon: readFloat(attributes, 'epsilon', 1e-12) }),
  inferOutputs: ({ shape, dataType }) => {
    const ids = shape(0);
    const embedded = tensorType(dataType(2), ids && [...ids, shape(2)?.[1]]);
    return [embedded, tensorType('int32', [ids?.[0]]), embedded];
  },
  cost: noMacs,
});

import { readInt } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/**
 * Slices of `data` at the coordinates that the last axis of `indices` holds, after `batch_dims` shared leading axes.
 * Source: ONNX GatherND-11, -12, -13.
 */
export const gatherNd = defineOp({
  type: 'GatherND',
  domain: '',
  inputs: ['data', 'indices'],
  outputs: ['output'],
  category: 'shape',
  decodeAttributes: (attributes) => ({ batchDims: readInt(attributes, 'batch_dims', 0) }),
  inferOutputs: ({ attributes: { batchDims }, shape, dataType }) => {
    const [data, indices] = [shape(0), shape(1)];
    const depth = indices?.at(-1);
    if (!data || !indices || typeof depth !== 'number') return [tensorType(dataType(0), undefined)];
    return [tensorType(dataType(0), [...indices.slice(0, -1), ...data.slice(batchDims + depth)])];
  },
  cost: noMacs,
});

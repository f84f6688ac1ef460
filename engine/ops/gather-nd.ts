import { normalizeAxis } from '../ir/shape.ts';
import { type Tensor, tensorInts } from '../ir/tensor.ts';
import { readInt } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { MAX_ELEMENTS, offsetsOf, pick, rowMajorStrides, single, steps } from './tensor-math.ts';

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
  evaluate: ({ attributes: { batchDims }, inputs: [data, indices] }) => {
    const depth = indices?.dims.at(-1);
    if (!data || !indices || depth === undefined) return undefined;
    const dims = [...indices.dims.slice(0, -1), ...data.dims.slice(batchDims + depth)];
    return single(pick(data, dims, tupleOffsets(data.dims, indices, batchDims)));
  },
});

/** Offsets into a tensor of `dims` of the slices whose coordinates are the last axis of `indices`. */
export function tupleOffsets(dims: readonly number[], indices: Tensor, batchDims: number): Int32Array | undefined {
  const depth = indices.dims.at(-1) ?? 0;
  const strides = rowMajorStrides(dims);
  const batches = offsetsOf(
    indices.dims.slice(0, -1).map((count, axis) => steps(count, axis < batchDims ? (strides[axis] ?? 0) : 0)),
  );
  const inner = offsetsOf(
    dims.slice(batchDims + depth).map((count, i) => steps(count, strides[batchDims + depth + i] ?? 0)),
  );
  if (!batches || !inner || batches.length * inner.length > MAX_ELEMENTS) return undefined;
  const coordinates = tensorInts(indices);
  const offsets = new Int32Array(batches.length * inner.length);
  for (const [tuple, batch] of batches.entries()) {
    let base = batch;
    for (let axis = 0; axis < depth; axis++) {
      const extent = dims[batchDims + axis] ?? 0;
      const place = normalizeAxis(coordinates[tuple * depth + axis] ?? 0, extent);
      if (place < 0 || place >= extent) return undefined;
      base += place * (strides[batchDims + axis] ?? 0);
    }
    for (const [index, offset] of inner.entries()) offsets[tuple * inner.length + index] = base + offset;
  }
  return offsets;
}

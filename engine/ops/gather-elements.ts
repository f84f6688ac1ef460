import { normalizeAxis } from '../ir/shape.ts';
import { type Tensor, tensorInts } from '../ir/tensor.ts';
import { readInt } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { offsetsOf, pick, rowMajorStrides, single, steps } from './tensor-math.ts';

/** For each element of `indices`, the entry of `data` at its place with the coordinate on `axis` replaced. Source: ONNX GatherElements-11, -13. */
export const gatherElements = defineOp({
  type: 'GatherElements',
  domain: '',
  inputs: ['data', 'indices'],
  outputs: ['output'],
  category: 'shape',
  decodeAttributes: (attributes) => ({ axis: readInt(attributes, 'axis', 0) }),
  inferOutputs: ({ shape, dataType }) => [tensorType(dataType(0), shape(1))],
  cost: noMacs,
  evaluate: ({ attributes, inputs: [data, indices] }) => {
    const offsets = data && indices && coordinateOffsets(data.dims, attributes.axis, indices);
    return single(data && indices && pick(data, indices.dims, offsets));
  },
});

/** Per element of `indices`, the offset into a tensor of `dims` at its own place, but at its value along `axis`. */
export function coordinateOffsets(dims: readonly number[], axis: number, indices: Tensor): Int32Array | undefined {
  const along = normalizeAxis(axis, dims.length);
  const strides = rowMajorStrides(dims);
  const extent = dims[along] ?? 0;
  const places = tensorInts(indices).map((index) => normalizeAxis(index, extent));
  if (places.some((place) => place < 0 || place >= extent)) return undefined;
  const bases = offsetsOf(
    indices.dims.map((count, other) => steps(count, other === along ? 0 : (strides[other] ?? 0))),
  );
  return bases?.map((base, index) => base + (places[index] ?? 0) * (strides[along] ?? 0));
}

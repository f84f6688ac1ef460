import { normalizeAxis } from '../ir/shape.ts';
import { tensorInts } from '../ir/tensor.ts';
import { readInt } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { offsetsOf, pick, rowMajorStrides, single, steps } from './tensor-math.ts';

/**
 * Entries of `data` along `axis`, chosen by `indices`.
 * Shapes: the axis is replaced by all axes of `indices`. Source: ONNX Gather-1, -11 (negative indices), -13.
 */
export const gather = defineOp({
  type: 'Gather',
  domain: '',
  inputs: ['data', 'indices'],
  outputs: ['output'],
  category: 'shape',
  decodeAttributes: (attributes) => ({ axis: readInt(attributes, 'axis', 0) }),
  inferOutputs: ({ attributes, shape, dataType }) => {
    const [data, indices] = [shape(0), shape(1)];
    if (!data || !indices) return [tensorType(dataType(0), undefined)];
    return [tensorType(dataType(0), data.toSpliced(normalizeAxis(attributes.axis, data.length), 1, ...indices))];
  },
  inferElements: ({ shape, symbolicInts, ints }) => {
    const elements = symbolicInts(0);
    const indices = ints(1);
    if (!elements || !indices || shape(0)?.length !== 1) return [];
    return [indices.map((index) => elements.at(index))];
  },
  cost: noMacs,
  evaluate: ({ attributes, inputs: [data, indices] }) => {
    if (!data || !indices) return undefined;
    const axis = normalizeAxis(attributes.axis, data.dims.length);
    const strides = rowMajorStrides(data.dims);
    const extent = data.dims[axis] ?? 0;
    const places = tensorInts(indices).map((index) => normalizeAxis(index, extent));
    if (places.some((place) => place < 0 || place >= extent)) return undefined;
    const tables = data.dims.map((count, other) => steps(count, strides[other] ?? 0));
    tables[axis] = places.map((place) => place * (strides[axis] ?? 0));
    return single(pick(data, data.dims.toSpliced(axis, 1, ...indices.dims), offsetsOf(tables)));
  },
});

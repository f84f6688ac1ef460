import { readInts } from './attributes.ts';
import { tensorType, unknownShape } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { offsetsOf, pick, rowMajorStrides, single, steps } from './tensor-math.ts';

/** Axis i of the result is axis `perm[i]` of the input; reversed by default. Source: ONNX Transpose-1, -13. */
export const transpose = defineOp({
  type: 'Transpose',
  domain: '',
  inputs: ['data'],
  outputs: ['transposed'],
  category: 'shape',
  decodeAttributes: (attributes) => ({ perm: readInts(attributes, 'perm', undefined) }),
  inferOutputs: ({ attributes: { perm }, shape, dataType }) => {
    const data = shape(0) ?? (perm && unknownShape(perm.length));
    return [tensorType(dataType(0), perm ? perm.map((axis) => data?.[axis]) : data?.toReversed())];
  },
  cost: noMacs,
  evaluate: ({ attributes, inputs: [data] }) => {
    if (!data) return undefined;
    const perm = attributes.perm ?? data.dims.map((_, axis) => axis).toReversed();
    const strides = rowMajorStrides(data.dims);
    const dims = perm.map((axis) => data.dims[axis] ?? 1);
    return single(pick(data, dims, offsetsOf(perm.map((axis) => steps(data.dims[axis] ?? 1, strides[axis] ?? 0)))));
  },
});

import { tensorInts } from '../ir/tensor.ts';
import { multiplyDims } from './dims.ts';
import { tensorType } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';
import { offsetsOf, pick, rowMajorStrides, single, steps } from './tensor-math.ts';

/** `input` repeated along each axis. Source: ONNX Tile-6, -13. */
export const tile = defineOp({
  type: 'Tile',
  domain: '',
  inputs: ['input', 'repeats'],
  outputs: ['output'],
  category: 'shape',
  decodeAttributes: noAttributes,
  inferOutputs: ({ shape, dataType, symbolicInts }) => {
    const repeats = symbolicInts(1);
    return [
      tensorType(
        dataType(0),
        shape(0)?.map((dim, axis) => multiplyDims(dim, repeats?.[axis])),
      ),
    ];
  },
  cost: noMacs,
  evaluate: ({ inputs: [input, repeats] }) => {
    if (!input || !repeats) return undefined;
    const counts = tensorInts(repeats);
    const strides = rowMajorStrides(input.dims);
    const dims = input.dims.map((extent, axis) => extent * (counts[axis] ?? 1));
    const tables = dims.map((count, axis) =>
      steps(count, 1)?.map((position) => (position % (input.dims[axis] ?? 1)) * (strides[axis] ?? 0)),
    );
    return single(pick(input, dims, offsetsOf(tables)));
  },
});

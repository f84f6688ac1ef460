import { multiplyDims } from './dims.ts';
import { tensorType } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';

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
});

import { broadcastShapes, isStatic } from '../ir/shape.ts';
import { tensorInts } from '../ir/tensor.ts';
import { tensorType, unknownShape } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';
import { broadcastOffsets, pick, single } from './tensor-math.ts';

/** `input` broadcast with `shape`, in both directions. Source: ONNX Expand-8, -13. */
export const expand = defineOp({
  type: 'Expand',
  domain: '',
  inputs: ['input', 'shape'],
  outputs: ['output'],
  category: 'shape',
  decodeAttributes: noAttributes,
  inferOutputs: ({ shape, dataType, symbolicInts }) => {
    const x = shape(0);
    const rank = shape(1)?.[0];
    const target = symbolicInts(1) ?? (typeof rank === 'number' ? unknownShape(rank) : undefined);
    return [tensorType(dataType(0), x && target && broadcastShapes(x, target))];
  },
  cost: noMacs,
  evaluate: ({ inputs: [input, shape] }) => {
    const dims = input && shape && broadcastShapes(input.dims, tensorInts(shape));
    return single(input && dims && isStatic(dims) ? pick(input, dims, broadcastOffsets(input.dims, dims)) : undefined);
  },
});

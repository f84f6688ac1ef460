import { readInt } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

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
});

import { readFlag, readInt } from './attributes.ts';
import { tensorType, withDim } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/** The K extreme elements along `axis`, and where they are. K is an attribute before opset 10. Source: ONNX TopK-1, -10, -11. */
export const topK = defineOp({
  type: 'TopK',
  domain: '',
  inputs: ['X', 'K'],
  outputs: ['Values', 'Indices'],
  category: 'other',
  decodeAttributes: (attributes, opset) => ({
    axis: readInt(attributes, 'axis', -1),
    k: opset < 10 ? readInt(attributes, 'k', undefined) : undefined,
    largest: readFlag(attributes, 'largest', true),
    sorted: readFlag(attributes, 'sorted', true),
  }),
  inferOutputs: ({ attributes, shape, dataType, symbolicInts }) => {
    const x = shape(0);
    const picked = x && withDim(x, attributes.axis, attributes.k ?? symbolicInts(1)?.[0]);
    return [tensorType(dataType(0), picked), tensorType('int64', picked)];
  },
  cost: noMacs,
});

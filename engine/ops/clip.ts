import { readFloat } from './attributes.ts';
import { likeFirst } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/**
 * min(max(input, min), max). The bounds are attributes before opset 11 and inputs since; both optional.
 * Source: ONNX Clip-6, -11, -13.
 */
export const clip = defineOp({
  type: 'Clip',
  domain: '',
  inputs: ['input', 'min', 'max'],
  outputs: ['output'],
  category: 'activation',
  decodeAttributes: (attributes, opset) => ({
    min: opset < 11 ? readFloat(attributes, 'min', undefined) : undefined,
    max: opset < 11 ? readFloat(attributes, 'max', undefined) : undefined,
  }),
  inferOutputs: likeFirst,
  cost: noMacs,
});

import { readFloat } from './attributes.ts';
import { likeFirst } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/** x + bias below -lambd, x - bias above lambd, 0 between. Source: ONNX Shrink-9. */
export const shrink = defineOp({
  type: 'Shrink',
  domain: '',
  inputs: ['input'],
  outputs: ['output'],
  category: 'activation',
  decodeAttributes: (attributes) => ({
    bias: readFloat(attributes, 'bias', 0),
    lambda: readFloat(attributes, 'lambd', 0.5),
  }),
  inferOutputs: likeFirst,
  cost: noMacs,
});

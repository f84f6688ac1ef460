import { readFlag } from './attributes.ts';
import { likeFirst } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/** The upper or lower triangle of the last two axes, 0 elsewhere; `k` shifts the diagonal. Source: ONNX Trilu-14. */
export const trilu = defineOp({
  type: 'Trilu',
  domain: '',
  inputs: ['input', 'k'],
  outputs: ['output'],
  category: 'other',
  decodeAttributes: (attributes) => ({ upper: readFlag(attributes, 'upper', true) }),
  inferOutputs: likeFirst,
  cost: noMacs,
});

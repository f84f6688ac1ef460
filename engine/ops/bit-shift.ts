import { readChoice } from './attributes.ts';
import { broadcastAll } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/** Source: ONNX BitShift-11. */
export const bitShift = defineOp({
  type: 'BitShift',
  domain: '',
  inputs: ['X', 'Y'],
  outputs: ['Z'],
  category: 'elementwise',
  decodeAttributes: (attributes) => ({ direction: readChoice(attributes, 'direction', ['LEFT', 'RIGHT'], 'LEFT') }),
  inferOutputs: broadcastAll,
  cost: noMacs,
});

import { mapElements } from './arithmetic.ts';
import { readChoice } from './attributes.ts';
import { broadcastAll } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { single } from './tensor-math.ts';

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
  evaluate: ({ attributes: { direction }, inputs }) => {
    const shift = (x: bigint, by: bigint) => (by > 63n ? 0n : direction === 'LEFT' ? x << by : x >> by);
    return single(mapElements(inputs, { integer: shift }));
  },
});

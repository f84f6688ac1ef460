import { mapElements } from './arithmetic.ts';
import { readFlag } from './attributes.ts';
import { broadcastAll } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { single } from './tensor-math.ts';

/** Remainder with the divisor's sign, or, with `fmod`, the dividend's. Source: ONNX Mod-10, -13. */
export const mod = defineOp({
  type: 'Mod',
  domain: '',
  inputs: ['A', 'B'],
  outputs: ['C'],
  category: 'elementwise',
  decodeAttributes: (attributes) => ({ fmod: readFlag(attributes, 'fmod', false) }),
  inferOutputs: broadcastAll,
  cost: noMacs,
  evaluate: ({ attributes: { fmod }, inputs }) =>
    single(
      mapElements(inputs, {
        ...(fmod && { float: (a, b) => a % b }),
        integer: (a, b) => (b === 0n ? undefined : fmod ? a % b : ((a % b) + b) % b),
      }),
    ),
});

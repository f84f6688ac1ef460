import { mapElements } from './arithmetic.ts';
import { readFlag } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';
import { single } from './tensor-math.ts';

/** Source: ONNX IsNaN-9, -13. */
export const isNan = defineOp({
  type: 'IsNaN',
  domain: '',
  inputs: ['X'],
  outputs: ['Y'],
  category: 'elementwise',
  decodeAttributes: noAttributes,
  inferOutputs: ({ shape }) => [tensorType('bool', shape(0))],
  cost: noMacs,
  evaluate: ({ inputs }) => single(mapElements(inputs, { float: (x) => (Number.isNaN(x) ? 1 : 0) }, 'bool')),
});

/** Source: ONNX IsInf-10. */
export const isInf = defineOp({
  type: 'IsInf',
  domain: '',
  inputs: ['X'],
  outputs: ['Y'],
  category: 'elementwise',
  decodeAttributes: (attributes) => ({
    detectsNegative: readFlag(attributes, 'detect_negative', true),
    detectsPositive: readFlag(attributes, 'detect_positive', true),
  }),
  inferOutputs: ({ shape }) => [tensorType('bool', shape(0))],
  cost: noMacs,
  evaluate: ({ attributes: { detectsNegative, detectsPositive }, inputs }) => {
    const float = (x: number) => ((x === Infinity && detectsPositive) || (x === -Infinity && detectsNegative) ? 1 : 0);
    return single(mapElements(inputs, { float }, 'bool'));
  },
});

import { tensorType } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';

/** Values that may be absent. Source: ONNX Optional-15, OptionalHasElement-15, -18, OptionalGetElement-15, -18. */

export const optional = defineOp({
  type: 'Optional',
  domain: '',
  inputs: ['input'],
  outputs: ['output'],
  category: 'other',
  decodeAttributes: noAttributes,
  inferOutputs: ({ type }) => {
    const element = type(0);
    return [element && { kind: 'optional', element }];
  },
  cost: noMacs,
});

export const optionalHasElement = defineOp({
  type: 'OptionalHasElement',
  domain: '',
  inputs: ['input'],
  outputs: ['output'],
  category: 'other',
  decodeAttributes: noAttributes,
  inferOutputs: () => [tensorType('bool', [])],
  cost: noMacs,
});

export const optionalGetElement = defineOp({
  type: 'OptionalGetElement',
  domain: '',
  inputs: ['input'],
  outputs: ['output'],
  category: 'other',
  decodeAttributes: noAttributes,
  inferOutputs: ({ type }) => {
    const input = type(0);
    return [input?.kind === 'optional' ? input.element : input];
  },
  cost: noMacs,
});

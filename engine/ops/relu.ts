import { defineOp } from './op-spec.ts';

/** max(X, 0), elementwise. Source: ONNX Relu-14. */
export const relu = defineOp({
  type: 'Relu',
  domain: '',
  inputs: ['X'],
  outputs: ['Y'],
  category: 'activation',
  decodeAttributes: () => ({}),
  inferOutputs: ({ type }) => [type(0)],
  cost: () => ({ macs: 0 }),
});

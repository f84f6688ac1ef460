import { readFlag, readFloat } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/**
 * The identity at inference. `ratio` and `training_mode` are inputs from opset 12 on; before opset 7, `is_test` = 0 trains.
 * Source: ONNX Dropout-1, -7, -12, -13.
 */
export const dropout = defineOp({
  type: 'Dropout',
  domain: '',
  inputs: ['data', 'ratio', 'training_mode'],
  outputs: ['output', 'mask'],
  category: 'other',
  decodeAttributes: (attributes, opset) => ({
    ratio: opset < 12 ? readFloat(attributes, 'ratio', 0.5) : undefined,
    trains: opset < 7 && !readFlag(attributes, 'is_test', false),
  }),
  inferOutputs: ({ type, shape, dataType, opset }) => [
    type(0),
    tensorType(opset < 10 ? dataType(0) : 'bool', shape(0)),
  ],
  cost: noMacs,
});

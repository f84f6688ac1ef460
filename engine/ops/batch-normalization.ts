import { readFlag, readFloat } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/**
 * Y = (X - input_mean) / sqrt(input_var + epsilon) * scale + B, per channel (axis 1).
 * Shapes: X [N, C, ...]; scale, B, input_mean, input_var [C].
 * Source: ONNX BatchNormalization-9, -14, -15. Training mode by attribute from opset 14 on, by extra outputs from 7 on,
 * by `is_test` = 0 before.
 */
export const batchNormalization = defineOp({
  type: 'BatchNormalization',
  domain: '',
  inputs: ['X', 'scale', 'B', 'input_mean', 'input_var'],
  outputs: ['Y', 'running_mean', 'running_var', 'saved_mean', 'saved_var'],
  category: 'normalization',
  decodeAttributes: (attributes, opset) => ({
    epsilon: readFloat(attributes, 'epsilon', 1e-5),
    momentum: readFloat(attributes, 'momentum', 0.9),
    /** Statistics per channel; per element of an image where false, which only opset 8 and older can say. */
    spatial: opset >= 9 || readFlag(attributes, 'spatial', true),
    trainingMode:
      opset >= 14 ? readFlag(attributes, 'training_mode', false) : opset < 7 && !readFlag(attributes, 'is_test', false),
  }),
  inferOutputs: ({ type, shape, dataType }) => {
    const statistics = tensorType(dataType(3), shape(3));
    return [type(0), statistics, statistics, statistics, statistics];
  },
  cost: noMacs,
});

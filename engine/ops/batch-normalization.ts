import { readFloat, readInt } from './attributes.ts';
import { defineOp } from './op-spec.ts';

/**
 * Y = (X - input_mean) / sqrt(input_var + epsilon) * scale + B, per channel (axis 1).
 * Shapes: X [N, C, ...]; scale, B, input_mean, input_var [C].
 * Source: ONNX BatchNormalization-9, -14, -15. Training mode only by attribute (opset 14 on); before, by extra outputs.
 */
export const batchNormalization = defineOp({
  type: 'BatchNormalization',
  domain: '',
  inputs: ['X', 'scale', 'B', 'input_mean', 'input_var'],
  outputs: ['Y', 'running_mean', 'running_var'],
  category: 'normalization',
  decodeAttributes: (attributes) => ({
    epsilon: readFloat(attributes, 'epsilon', 1e-5),
    trainingMode: readInt(attributes, 'training_mode', 0) === 1,
  }),
  inferOutputs: ({ type }) => [type(0)],
  cost: () => ({ macs: 0 }),
});

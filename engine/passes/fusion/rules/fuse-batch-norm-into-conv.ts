import { invariant } from '../../../errors.ts';
import { batchNormAffine } from '../batch-norm-affine.ts';
import { addWithAffine, requireChannelWeights } from '../channel-affine.ts';
import { affineOperators } from '../channel-weights.ts';
import { requireConstant, requireGiven, requireInferenceMode, requireSoleConsumer } from '../guards.ts';
import { op } from '../match.ts';
import { firstRefusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';

/**
 * Folds an inference BatchNormalization into the convolution before it, or into a Gemm or another BatchNormalization.
 * Rewrite: k = scale / sqrt(input_var + epsilon);  W' = W * k per output channel;  B' = (B_conv - input_mean) * k + B_bn
 * Shapes: W [M, C/group, kH, kW]; scale, B, input_mean, input_var [M].
 * Exactness: float32 rounding; the arithmetic is in float64.
 * Source: ONNX BatchNormalization-15, training_mode = 0.
 */
export const fuseBatchNormIntoConv = defineRule({
  name: 'fuse-batch-norm-into-conv',
  summary: 'Conv -> BatchNormalization becomes Conv',
  example: {
    before: 'y = BatchNormalization(Conv(x[1,3,8,8], W[4,3,3,3]), s[4], b[4], m[4], v[4])',
    after: 'y = Conv(x[1,3,8,8], W1[4,3,3,3], B1[4])',
  },
  root: 'norm',
  pattern: { conv: op(affineOperators), norm: op('BatchNormalization', { X: 'conv' }) },
  guard: ({ conv, norm }, graph) =>
    firstRefusal(
      requireInferenceMode(graph, norm),
      requireSoleConsumer(graph, conv, norm),
      requireChannelWeights(graph, conv),
      requireGiven(graph, norm, 'scale', 'B', 'input_mean', 'input_var'),
      requireConstant(graph, norm, 'scale', 'B', 'input_mean', 'input_var'),
    ),
  rewrite: ({ conv, norm }, patch) => {
    const affine = batchNormAffine(norm);
    invariant(affine, `BatchNormalization "${norm.node.name}" has parameters that are not constant`);
    patch.replace(norm.output, addWithAffine(patch, conv, affine, [conv.id, norm.id]));
  },
});

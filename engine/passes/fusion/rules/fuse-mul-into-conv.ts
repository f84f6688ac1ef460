import { addWithAffine, perChannel, requireChannelWeights, requirePerChannel } from '../channel-affine.ts';
import { affineOperators } from '../channel-weights.ts';
import { requireSoleConsumer } from '../guards.ts';
import { constant, op } from '../match.ts';
import { firstRefusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';

/**
 * Multiplies the weights of a convolution by the constant per channel that its output is multiplied by.
 * Rewrite: W' = W * factor per output channel;  B' = B * factor
 * Shapes: W [M, C/group, kH, kW]; factor broadcasts as [1, M, 1, 1].  Exactness: float32 rounding.
 */
export const fuseMulIntoConv = defineRule({
  name: 'fuse-mul-into-conv',
  summary: 'Conv -> Mul by a constant per channel becomes Conv',
  example: {
    before: 'y = Mul(Conv(x[1,3,8,8], W[4,3,3,3], B[4]), f[4,1,1])',
    after: 'y = Conv(x[1,3,8,8], W1[4,3,3,3], B1[4])',
  },
  root: 'mul',
  pattern: { conv: op(affineOperators), factor: constant(), mul: op('Mul', { A: 'conv', B: 'factor' }) },
  guard: ({ conv, mul, factor }, graph) =>
    firstRefusal(
      requireSoleConsumer(graph, conv, mul),
      requireChannelWeights(graph, conv),
      requirePerChannel(graph, conv, factor.tensor),
    ),
  rewrite: ({ conv, mul, factor }, patch) => {
    const scaled = addWithAffine(patch, conv, { factor: perChannel(factor.tensor) }, [conv.id, mul.id]);
    patch.replace(mul.output, scaled);
  },
});

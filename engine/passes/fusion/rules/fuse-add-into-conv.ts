import { addWithAffine, perChannel, requireChannelWeights, requirePerChannel } from '../channel-affine.ts';
import { affineOperators } from '../channel-weights.ts';
import { requireSoleConsumer } from '../guards.ts';
import { constant, op } from '../match.ts';
import { firstRefusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';

/**
 * Adds a constant per channel to the bias of the convolution before it, or of a Gemm or BatchNormalization.
 * Rewrite: B' = B + addend.  Shapes: addend broadcasts as [1, M, 1, 1].  Exactness: float32 rounding.
 */
export const fuseAddIntoConv = defineRule({
  name: 'fuse-add-into-conv',
  summary: 'Conv -> Add of a constant per channel becomes Conv with a bias',
  example: {
    before: 'y = Add(Conv(x[1,3,8,8], W[4,3,3,3]), b[4,1,1])',
    after: 'y = Conv(x[1,3,8,8], W[4,3,3,3], B1[4])',
  },
  root: 'add',
  pattern: { conv: op(affineOperators), addend: constant(), add: op('Add', { A: 'conv', B: 'addend' }) },
  guard: ({ conv, add, addend }, graph) =>
    firstRefusal(
      requireSoleConsumer(graph, conv, add),
      requireChannelWeights(graph, conv),
      requirePerChannel(graph, conv, addend.tensor),
    ),
  rewrite: ({ conv, add, addend }, patch) => {
    const biased = addWithAffine(patch, conv, { shift: perChannel(addend.tensor) }, [conv.id, add.id]);
    patch.replace(add.output, biased);
  },
});

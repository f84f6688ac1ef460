import { activationOf } from '../activations.ts';
import { requireConstantBounds, requireInferenceMode, requireKernel, requireSoleConsumer } from '../guards.ts';
import { isAlone } from '../layer-members.ts';
import { op } from '../match.ts';
import { firstRefusal } from '../refusal.ts';
import { defineLayerRule } from '../rule.ts';

/** Applies an activation inside a BatchNormalization that no convolution took over. */
export const fuseActivationIntoBatchNorm = defineLayerRule({
  name: 'fuse-activation-into-batch-norm',
  summary: 'BatchNormalization -> activation runs as one kernel',
  example: {
    before: 'y = Relu(BatchNormalization(x[1,4,8,8], s[4], b[4], m[4], v[4]))',
    after: 'BatchNormalization + Relu',
  },
  root: 'activation',
  pattern: { norm: op('BatchNormalization'), activation: activationOf('norm') },
  where: ({ norm, activation }, graph) => isAlone(graph, norm.node) && isAlone(graph, activation.node),
  guard: ({ norm, activation }, graph, target) =>
    firstRefusal(
      requireInferenceMode(graph, norm),
      requireSoleConsumer(graph, norm, activation),
      requireConstantBounds(graph, activation),
      requireKernel(graph, target, 'batchNorm', [norm.node, activation.node], activation),
    ),
});

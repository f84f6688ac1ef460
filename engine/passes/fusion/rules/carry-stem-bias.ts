import { carriesBias, carryBias, changedByCarrying, readsFewerChannels, refuseToCarry } from '../bias-carrying.ts';
import { op } from '../match.ts';
import { defineRule } from '../rule.ts';

/**
 * Carries the bias of a convolution of few channels, as the first of a network is, to the next convolutions. Kernels that read few
 * channels well may have no form with a bias.
 * Rewrite: Relu(u + b) = Max(u, -b) + b; see bias-carrying.ts.
 * Shapes: u [N, C, ...]; b [C].  Exactness: rounding, of values that are kept without their biases.
 */
export const carryStemBias = defineRule({
  name: 'carry-stem-bias',
  summary:
    'Relu(Conv + bias) of an image becomes Max(Conv, -bias), and the bias goes into those of the next convolutions',
  example: {
    before:
      'y = Conv(MaxPool(Relu(Conv(x[1,3,8,8], W[4,3,3,3], B[4]))){kernel_shape=[3,3],pads=[1,1,1,1]}, V[2,4,1,1])',
    after:
      'y = Conv(MaxPool(Max(Conv(x[1,3,8,8], W[4,3,3,3]), B1[4,1,1])){kernel_shape=[3,3],pads=[1,1,1,1]}, V[2,4,1,1], C[2])',
  },
  root: 'relu',
  pattern: { relu: op('Relu') },
  where: ({ relu }, graph) => carriesBias(graph, relu) && readsFewerChannels(graph, relu, VECTOR_CHANNELS),
  alsoChanges: ({ relu }, graph) => changedByCarrying(graph, relu),
  guard: ({ relu }, graph) => refuseToCarry(graph, relu),
  rewrite: ({ relu }, patch, graph) => carryBias(graph, patch, relu),
});

/** cuDNN's kernels for FP16 read channels in eights. */
const VECTOR_CHANNELS = 8;

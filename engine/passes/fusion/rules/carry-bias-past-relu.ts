import { carriesBias, carryBias, changedByCarrying, refuseToCarry } from '../bias-carrying.ts';
import { op } from '../match.ts';
import { defineRule } from '../rule.ts';

/**
 * Adds the bias of a convolution behind its activation, where it costs no kernel: there it is part of the next biases.
 * Rewrite: Relu(u + b) = Max(u, -b) + b; see bias-carrying.ts.
 * Shapes: u [N, C, ...]; b [C].  Exactness: rounding, of values that are kept without their biases.
 */
export const carryBiasPastRelu = defineRule({
  name: 'carry-bias-past-relu',
  summary: 'Relu(Conv + bias) becomes Max(Conv, -bias), and the bias goes into those of the next convolutions',
  example: {
    before: 'y = Conv(Relu(Conv(x[1,3,8,8], W[4,3,3,3], B[4])), V[2,4,1,1], C[2])',
    after: 'y = Conv(Max(Conv(x[1,3,8,8], W[4,3,3,3]), B1[4,1,1]), V[2,4,1,1], C1[2])',
  },
  root: 'relu',
  pattern: { relu: op('Relu') },
  where: ({ relu }, graph) => carriesBias(graph, relu),
  alsoChanges: ({ relu }, graph) => changedByCarrying(graph, relu),
  guard: ({ relu }, graph) => refuseToCarry(graph, relu),
  rewrite: ({ relu }, patch, graph) => carryBias(graph, patch, relu),
});

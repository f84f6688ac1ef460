import { carryMap, changedByCarrying, findCarrying } from '../bias-map-carrying.ts';
import { op } from '../match.ts';
import { defineRule } from '../rule.ts';

/**
 * Carries the bias of a 1x1 convolution of many channels past its activation and past padded convolutions to a Sum with a constant,
 * as lower-concat-to-sum makes it, so that it has a faster kernel. For one sample.
 * Rewrite: Relu(u + b) = Max(u, -b) + b; see bias-map-carrying.ts.  Exactness: rounding, of values that are kept without their biases: a
 * channel with a bias far below zero, which Relu would silence, keeps little beside it, and in FP16 nothing above 65,504.
 */
export const carryPointwiseBias = defineRule({
  name: 'carry-pointwise-bias',
  summary: 'Relu(Conv + bias) of many channels becomes Max(Conv, -bias), and the bias goes into the Sum of a module',
  example: {
    before: `r = Relu(Conv(x[1,512,4,4], W[3,512,1,1], B[3])); a = Conv(r, V[2,3,3,3], C[2]){pads=[1,1,1,1]}
      y = Sum(a, x1[1,2,4,4], M[1,2,4,4])`,
    after: `r = Max(Conv(x[1,512,4,4], W[3,512,1,1]), F[1,3,4,4]); a = Conv(r, V[2,3,3,3], C[2]){pads=[1,1,1,1]}
      y = Sum(a, x1[1,2,4,4], M1[1,2,4,4])`,
  },
  root: 'relu',
  pattern: { relu: op('Relu') },
  where: ({ relu }, graph) => findCarrying(graph, relu) !== undefined,
  alsoChanges: ({ relu }, graph) => {
    const carrying = findCarrying(graph, relu);
    return carrying ? changedByCarrying(carrying) : [];
  },
  rewrite: ({ relu }, patch, graph) => {
    const carrying = findCarrying(graph, relu);
    if (carrying) carryMap(graph, patch, carrying);
  },
});

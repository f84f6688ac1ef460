import { addWidened, branchesOf, nodesOfBranches, relusOf } from '../branch-widening.ts';
import { replaceInConcat } from '../concat-branches.ts';
import { op } from '../match.ts';
import { defineRule } from '../rule.ts';

/**
 * Lets convolutions write to their channels of a concatenation, and zeros to those of the others: Max brings them together and is
 * the Relu of each, in one kernel over tensors of one shape. What is nowhere negative without a convolution is padded with zeros.
 * Rewrite: Concat(Relu(Conv(x, W, B)), ..., z) = Max(Conv(x, [0; W; 0], [0; B; 0]), ..., Pad(z)), with zeros along the channels.
 * Where an input of the Concat may be negative, neighbouring convolutions are brought together, and it stays.
 * Exactness: exact, for finite values.
 */
export const lowerConcatToMax = defineRule({
  name: 'lower-concat-to-max',
  summary: 'Concat of convolutions with Relu becomes the Max of wider convolutions',
  example: {
    before: 'y = Concat(Relu(Conv(x[1,3,8,8], W[4,3,1,1], B[4])), Relu(Conv(x, V[2,3,1,1]))){axis=1}',
    after: 'y = Max(Conv(x[1,3,8,8], W1[6,3,1,1], B1[6]), Conv(x, V1[6,3,1,1]))',
  },
  root: 'concat',
  pattern: { concat: op('Concat') },
  where: ({ concat }, graph) => branchesOf(graph, concat).length > 0,
  alsoChanges: ({ concat }, graph) => nodesOfBranches(branchesOf(graph, concat)),
  rewrite: ({ concat }, patch, graph) => {
    const branches = branchesOf(graph, concat);
    const joined = patch.add('Max', {
      inputs: { 'data_0...': addWidened(patch, concat, branches) },
      origins: [concat.id, ...relusOf(branches)],
    });
    replaceInConcat(patch, concat, branches, joined.output);
  },
});

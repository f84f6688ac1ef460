import { isStatic } from '../../../ir/shape.ts';
import { isMapSized, tensorOfMaps, uniformMap } from '../bias-maps.ts';
import { addWidened, type Branch, branchesOf, channelCountOf, nodesOfBranches, relusOf } from '../branch-widening.ts';
import { replaceInConcat } from '../concat-branches.ts';
import { isDeepPointwise } from '../deep-pointwise.ts';
import { concatenatedTensor, zeroTensor } from '../derived-tensor.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { defineRule } from '../rule.ts';

/**
 * lower-concat-to-max for one sample, where 1x1 convolutions of many channels are among what is joined: their biases are added with
 * the joining, so that they have faster kernels.
 * Rewrite: Concat(Relu(Conv(x, W, B)), ..., z) = Relu(Sum(Conv(x, [0; W; 0]), ..., Pad(z), [0; B; 0])), the last [1, C, H, W].
 * Exactness: rounding, of sums before their bias.
 */
export const lowerConcatToSum = defineRule({
  name: 'lower-concat-to-sum',
  summary: 'Concat of convolutions with Relu becomes the Relu of a Sum of wider convolutions and of a bias for all',
  example: {
    before:
      'y = Concat(Relu(Conv(x[1,512,4,4], W[4,512,1,1], B[4])), Relu(Conv(x, V[2,512,3,3], C[2]){pads=[1,1,1,1]})){axis=1}',
    after:
      'y = Relu(Sum(Conv(x[1,512,4,4], W1[6,512,1,1]), Conv(x, V1[6,512,3,3], C1[6]){pads=[1,1,1,1]}, B1[1,6,4,4]))',
  },
  root: 'concat',
  pattern: { concat: op('Concat') },
  where: ({ concat }, graph) => {
    const branches = branchesOf(graph, concat);
    return branches.some(deepConvOf) && dimsOf(concat, branches) !== undefined;
  },
  alsoChanges: ({ concat }, graph) => nodesOfBranches(branchesOf(graph, concat)),
  rewrite: ({ concat }, patch, graph) => {
    const branches = branchesOf(graph, concat);
    const dims = dimsOf(concat, branches);
    if (!dims) return;
    const deepConvs = branches.flatMap((branch) => deepConvOf(branch) ?? []);
    const dataType = deepConvs[0]?.constant('W')?.dataType ?? 'float32';
    const biases = branches.map(
      (branch) => deepConvOf(branch)?.constant('B') ?? zeroTensor(dataType, [branch.channelCount]),
    );
    const map = uniformMap(concatenatedTensor(biases), dims);
    const constant = patch.constant(tensorOfMaps([map], { dataType, dims }));
    const wide = addWidened(patch, concat, branches, new Set(deepConvs.map(({ id }) => id)));
    const origins = [concat.id, ...relusOf(branches)];
    const sum = patch.add('Sum', { inputs: { 'data_0...': [...wide, constant] }, origins, suffix: '_sum' });
    replaceInConcat(patch, concat, branches, patch.add('Relu', { inputs: { X: sum.output }, origins }).output);
  },
});

/** The convolution of a branch, where it is faster without its bias. */
const deepConvOf = ({ writer }: Branch): MatchedNode<'Conv'> | undefined =>
  writer && isDeepPointwise(writer.conv) && writer.conv.constant('B') ? writer.conv : undefined;

/** [1, C, H, W] of what the branches become; undefined where it is not known or too large, or for several samples. */
function dimsOf({ outputShape }: MatchedNode<'Concat'>, branches: readonly Branch[]): readonly number[] | undefined {
  const [batch, , ...spatial] = outputShape ?? [];
  const dims = batch === 1 && isStatic(spatial) ? [1, channelCountOf(branches), ...spatial] : [];
  return isMapSized(dims) ? dims : undefined;
}

import { invariant } from '../../errors.ts';
import type { ValueId } from '../../ir/graph.ts';
import type { AddedNode } from '../../ir/patch.ts';
import type { Tensor } from '../../ir/tensor.ts';
import { concatenatedTensor, zeroTensor } from './derived-tensor.ts';
import type { MatchedNode } from './matched-node.ts';
import type { RulePatch } from './rule-patch.ts';

type Conv = MatchedNode<'Conv'>;

export interface Merge {
  /** What it reads; what the first one reads when absent. */
  readonly data?: ValueId;
  /** How the weights [M, C, ...] become those of the one; along the output channels when absent. */
  readonly join?: (weights: readonly Tensor[]) => Tensor;
}

/** One convolution for several with constant weights and one window, whose output channels are theirs one after the other. */
export function addMergedConv(
  patch: RulePatch,
  convs: readonly Conv[],
  { data, join = concatenatedTensor }: Merge = {},
): AddedNode {
  const [first] = convs;
  invariant(first, 'There is no convolution to merge');
  const weights = convs.map(weightOf);
  const biases = convs.map((conv) => conv.constant('B') ?? noBias(weightOf(conv)));
  const hasBias = convs.some((conv) => conv.input('B') !== undefined);
  return patch.addLike(first, {
    inputs: {
      ...(data !== undefined && { X: data }),
      W: patch.constant(join(weights)),
      ...(hasBias && { B: patch.constant(concatenatedTensor(biases)) }),
    },
    origins: convs.map((conv) => conv.id),
  });
}

function weightOf(conv: Conv): Tensor {
  const weight = conv.constant('W');
  invariant(weight, `Conv "${conv.node.name}" has weights that are not constant`);
  return weight;
}

const noBias = ({ dataType, dims }: Tensor): Tensor => zeroTensor(dataType, dims.slice(0, 1));

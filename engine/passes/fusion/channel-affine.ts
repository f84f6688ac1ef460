import { invariant } from '../../errors.ts';
import { isFloat } from '../../ir/data-type.ts';
import type { Graph, NodeId, ValueId } from '../../ir/graph.ts';
import { type Tensor, tensorNumbers } from '../../ir/tensor.ts';
import { type AffineNode, channelWeightsOf } from './channel-weights.ts';
import { derivedTensor } from './derived-tensor.ts';
import { describeNode, refuse, requireConstant, requireInferenceMode } from './guards.ts';
import { firstRefusal, type Refusal } from './refusal.ts';
import type { RulePatch } from './rule-patch.ts';

/** Y[c] becomes Y[c] * factor[c] + shift[c]. The numbers are read when somebody reads the weights that come of them. */
export interface ChannelAffine {
  readonly factor?: ChannelNumbers;
  readonly shift?: ChannelNumbers;
}

/** One number for each of `channelCount` channels. */
export type ChannelNumbers = (channelCount: number) => ArrayLike<number>;

/** Refuses where weights or bias are not floating-point constants of which each belongs to one output channel. */
export function requireChannelWeights(graph: Graph, matched: AffineNode): Refusal | undefined {
  const what = describeNode(graph, matched.node);
  const notConstant = firstRefusal(
    matched.is('Conv') || matched.is('ConvTranspose') ? requireConstant(graph, matched, 'W', 'B') : undefined,
    matched.is('Gemm') ? requireConstant(graph, matched, 'B', 'C') : undefined,
    matched.is('BatchNormalization') ? requireConstant(graph, matched, 'scale', 'B') : undefined,
    matched.is('BatchNormalization') ? requireInferenceMode(graph, matched) : undefined,
  );
  if (notConstant) return notConstant;
  const weights = channelWeightsOf(matched);
  if (!weights || !isFloat(weights.weight.dataType))
    return refuse(matched, `the weights of ${what} are not floating-point numbers`);
  const { bias, channelCount } = weights;
  if (bias && !isPerChannel(bias.dims, bias.dims.length, bias.dims.length - 1, channelCount))
    return refuse(matched, `the bias of ${what} differs within a channel`);
  return undefined;
}

/** Refuses where a constant, broadcast against the node's output, differs within a channel or widens the output. */
export function requirePerChannel(graph: Graph, matched: AffineNode, constant: Tensor): Refusal | undefined {
  const weights = channelWeightsOf(matched);
  if (weights?.rank !== undefined && isPerChannel(constant.dims, weights.rank, 1, weights.channelCount))
    return undefined;
  const what = describeNode(graph, matched.node);
  return refuse(
    matched,
    `the constant of shape [${constant.dims}] does not hold one number per output channel of ${what}`,
  );
}

/** True for dims that, broadcast against a tensor of this rank, vary along the channel axis alone. */
function isPerChannel(dims: readonly number[], rank: number, channelAxis: number, channelCount: number): boolean {
  const offset = rank - dims.length;
  return offset >= 0 && dims.every((dim, axis) => dim === 1 || (axis + offset === channelAxis && dim === channelCount));
}

/** One number per channel, of a constant that `requirePerChannel` let pass. */
export const perChannel =
  (tensor: Tensor): ChannelNumbers =>
  (channelCount) => {
    const numbers = tensorNumbers(tensor);
    return numbers.length === channelCount ? numbers : new Float64Array(channelCount).fill(numbers[0] ?? 0);
  };

/** Adds a node like `matched` that does `affine` to its output as well, without reading a weight. */
export function addWithAffine(
  patch: RulePatch,
  matched: AffineNode,
  { factor, shift }: ChannelAffine,
  origins: readonly NodeId[],
): ValueId {
  const weights = channelWeightsOf(matched);
  invariant(weights, `${matched.node.opType} "${matched.node.name}" did not pass requireChannelWeights`);
  const { weight, bias, biasFactor, channelCount } = weights;
  const newWeight = derivedTensor(weight.dataType, weight.dims, (result) => {
    const [numbers, factors] = [tensorNumbers(weight), factor?.(channelCount)];
    for (let element = 0; element < result.length; element++)
      result[element] = (numbers[element] ?? 0) * (factors?.[weights.channelOf(element)] ?? 1);
  });
  const newBias = derivedTensor(weight.dataType, [channelCount], (result) => {
    const [numbers, factors, shifts] = [
      bias && perChannel(bias)(channelCount),
      factor?.(channelCount),
      shift?.(channelCount),
    ];
    for (let channel = 0; channel < channelCount; channel++) {
      const before = (numbers?.[channel] ?? 0) * biasFactor;
      result[channel] = before * (factors?.[channel] ?? 1) + (shifts?.[channel] ?? 0);
    }
  });
  const attributes = new Map(matched.node.attributes);
  if (matched.is('Gemm')) attributes.delete('beta');
  return patch.addLike(matched, {
    inputs: {
      ...(factor && { [weights.weightInput]: patch.constant(newWeight) }),
      ...((bias || shift) && { [weights.biasInput]: patch.constant(newBias) }),
    },
    attributes,
    origins,
  }).output;
}

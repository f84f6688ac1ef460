import type { Graph, Node, NodeId, ValueId } from '../../ir/graph.ts';
import { findShape, opsetOf } from '../../ir/query.ts';
import { tensorOfInts } from '../../ir/tensor.ts';
import { type ActivatedConv, findActivatedConv, joinsChannels, nodesOfBranch } from './concat-branches.ts';
import { bandedTensor } from './derived-tensor.ts';
import type { MatchedNode } from './matched-node.ts';
import { isNonNegative } from './non-negative.ts';
import type { RulePatch } from './rule-patch.ts';

/** What a Concat joins: what a convolution with Relu writes, or anything else that is nowhere negative. */
export interface Branch {
  readonly output: ValueId;
  readonly channelCount: number;
  readonly writer: ActivatedConv | undefined;
}

/**
 * The inputs of a Concat that could have a tensor of all channels each, with zeros for those of the others: all of them, or the
 * first neighbours that convolutions write. At least two are written by convolutions, or there are none.
 */
export function branchesOf(graph: Graph, concat: MatchedNode<'Concat'>): readonly Branch[] {
  if (!joinsChannels(concat)) return [];
  const found = concat.node.inputs.map((id) => findBranch(graph, id));
  const whole = found.filter((branch) => branch !== undefined);
  const isWhole = whole.length === found.length && whole.length <= MAXIMUM_INPUTS && opsetOf(graph) >= PADS_ARE_INPUT;
  const branches = isWhole ? whole : neighboursOf(found);
  return branches.filter(({ writer }) => writer).length > 1 ? branches : [];
}

/** Sum or Max of more than eight inputs is more than one kernel, and lower-concat-to-sum adds one. */
const MAXIMUM_INPUTS = 7;

/** The opset from which on Pad takes its pads as an input. */
const PADS_ARE_INPUT = 11;

function neighboursOf(found: readonly (Branch | undefined)[]): readonly Branch[] {
  const isWritten = (branch: Branch | undefined) => branch?.writer !== undefined;
  const first = found.findIndex((branch, index) => isWritten(branch) && isWritten(found[index + 1]));
  if (first < 0) return [];
  const end = found.findIndex((branch, index) => index > first && !isWritten(branch));
  const run = found.slice(first, end < 0 ? undefined : end).filter((branch) => branch !== undefined);
  return run.slice(0, MAXIMUM_INPUTS);
}

function findBranch(graph: Graph, output: ValueId | undefined): Branch | undefined {
  if (output === undefined) return undefined;
  const found = findActivatedConv(graph, output);
  // A group of channels that nothing is written to cannot be.
  const writer = found?.conv.attributes.group === 1 ? found : undefined;
  const [, ownCount] = findShape(graph, output) ?? [];
  const channelCount = writer ? writer.conv.constant('W')?.dims[0] : ownCount;
  if (typeof channelCount !== 'number') return undefined;
  return writer || isNonNegative(graph, output) ? { output, channelCount, writer } : undefined;
}

/**
 * Each branch with zeros for the channels of the others, its Relu left out; the convolutions in `withoutBias` without theirs.
 * Where all is right, `W` has as many rows as the branch has channels.
 */
export function addWidened(
  patch: RulePatch,
  concat: MatchedNode<'Concat'>,
  branches: readonly Branch[],
  withoutBias: ReadonlySet<NodeId> = new Set(),
): readonly ValueId[] {
  const total = channelCountOf(branches);
  return branches.map(({ output, channelCount, writer }, index) => {
    const begin = channelCountOf(branches.slice(0, index));
    const end = total - begin - channelCount;
    if (!writer) {
      const spatial = (concat.outputShape ?? []).slice(2).map(() => 0);
      const pads = patch.constant(tensorOfInts([0, begin, ...spatial, 0, end, ...spatial]));
      const origins = [concat.id];
      return patch.add('Pad', { inputs: { data: output, pads }, origins, suffix: `_pad${index}` }).output;
    }
    const { conv } = writer;
    const widened = (name: 'W' | 'B') => {
      const own = conv.constant(name);
      if (!own || (name === 'B' && withoutBias.has(conv.id))) return undefined;
      return patch.constant(bandedTensor(own, begin, end));
    };
    const wide = patch.add('Conv', {
      inputs: { X: conv.input('X'), W: widened('W'), B: widened('B') },
      attributes: conv.node.attributes,
      origins: [conv.id],
    });
    return wide.output;
  });
}

export const channelCountOf = (branches: readonly Branch[]): number =>
  branches.reduce((sum, { channelCount }) => sum + channelCount, 0);

/** The convolutions and Relus that widening replaces. */
export const nodesOfBranches = (branches: readonly Branch[]): readonly Node[] =>
  branches.flatMap(({ writer }) => (writer ? nodesOfBranch(writer) : []));

export const relusOf = (branches: readonly Branch[]): readonly NodeId[] =>
  branches.flatMap(({ writer }) => (writer ? [writer.relu.id] : []));

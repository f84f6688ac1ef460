import type { Graph, ValueId } from '../../../ir/graph.ts';
import {
  type ActivatedConv,
  findActivatedConv,
  joinsChannels,
  nodesOfBranch,
  replaceInConcat,
} from '../concat-branches.ts';
import { concatenatedTensor, zeroTensor } from '../derived-tensor.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { defineRule } from '../rule.ts';
import type { RulePatch } from '../rule-patch.ts';

/**
 * Lets convolutions write to their channels of a concatenation, and zeros to those of the others: Max brings them together and is
 * the Relu of each, in one kernel over tensors of one shape.
 * Rewrite: Concat(Relu(Conv(x, W, B)), ...) = Max(Conv(x, [0; W; 0], [0; B; 0]), ...), with zeros along the output channels. What
 * else is concatenated stays so.  Exactness: exact, for finite values.
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
  where: ({ concat }, graph) => writersOf(graph, concat).length > 1,
  alsoChanges: ({ concat }, graph) => writersOf(graph, concat).flatMap(nodesOfBranch),
  rewrite: ({ concat }, patch, graph) => {
    const writers = writersOf(graph, concat);
    const joined = patch.add('Max', {
      inputs: { 'data_0...': writers.map((writer) => addWidened(patch, writers, writer)) },
      origins: [concat.id, ...writers.map(({ relu }) => relu.id)],
    });
    const outputs = writers.map(({ output }) => output);
    replaceInConcat(patch, concat, outputs, joined.output);
  },
});

/** A Max of more inputs is more than one kernel. */
const MAXIMUM_INPUTS = 8;

/** The first neighbours of which each could write in place. */
function writersOf(graph: Graph, concat: MatchedNode<'Concat'>): readonly ActivatedConv[] {
  if (!joinsChannels(concat)) return [];
  const found = concat.node.inputs.map((id) => findWriter(graph, id));
  const first = found.findIndex((writer, index) => writer && found[index + 1]);
  if (first < 0) return [];
  const end = found.indexOf(undefined, first);
  const run = found.slice(first, end < 0 ? undefined : end).filter((writer) => writer !== undefined);
  return run.slice(0, MAXIMUM_INPUTS);
}

/** A group of channels that nothing is written to cannot be. */
function findWriter(graph: Graph, id: ValueId | undefined): ActivatedConv | undefined {
  const found = findActivatedConv(graph, id);
  return found?.conv.attributes.group === 1 ? found : undefined;
}

/** The convolution of one writer with rows of zeros for the channels of the others. */
function addWidened(patch: RulePatch, writers: readonly ActivatedConv[], { conv }: ActivatedConv): ValueId {
  const widened = (name: 'W' | 'B') => {
    const own = conv.constant(name);
    if (!own) return undefined;
    const rows = writers.map((writer) => {
      const count = writer.conv.constant('W')?.dims[0] ?? 0;
      return writer.conv === conv ? own : zeroTensor(own.dataType, [count, ...own.dims.slice(1)]);
    });
    return patch.constant(concatenatedTensor(rows));
  };
  return patch.addLike(conv, { inputs: { W: widened('W'), B: widened('B') }, origins: [conv.id] }).output;
}

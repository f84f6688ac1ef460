import type { Graph } from '../../../ir/graph.ts';
import { findConstant } from '../../../ir/query.ts';
import { addSplit } from '../add-split.ts';
import { findDifference, type Sibling, siblingsOn } from '../conv-siblings.ts';
import { describeNode } from '../guards.ts';
import { op } from '../match.ts';
import { MatchedNode } from '../matched-node.ts';
import { addMergedConv } from '../merged-conv.ts';
import { defineRule } from '../rule.ts';

/**
 * Runs convolutions that read the same tensor in the same way as one wider convolution, of which each takes its channels.
 * Rewrite: W' = [W1; W2; ...], B' = [B1; B2; ...] along the output channels;  y1, y2, ... = Split(activation(Conv(x, W', B')))
 * Shapes: W [M, C, kH, kW], C and the kernel alike.  Exactness: exact, up to the order in which a kernel sums.
 */
export const mergeSiblingConvs = defineRule({
  name: 'merge-sibling-convs',
  summary: 'Convolutions of one input with the same window and activation become one, then Split',
  example: {
    before: 'a = Relu(Conv(x[1,3,8,8], W[4,3,1,1])); b = Relu(Conv(x, V[2,3,1,1])); return a, b',
    after: 'a, b = Split(Relu(Conv(x[1,3,8,8], W1[6,3,1,1])), int64{4,2}){axis=1}; return a, b',
  },
  root: 'conv',
  pattern: { conv: op('Conv') },
  where: ({ conv }, graph) => {
    const [first] = siblingsOn(graph, conv.input('X'));
    const group = groupOf(graph, conv);
    return group.length > 1 ? group[0]?.conv.id === conv.id : first?.conv.id !== conv.id;
  },
  alsoChanges: ({ conv }, graph) =>
    groupOf(graph, conv).flatMap((sibling) => [sibling.conv, ...(sibling.activation ? [sibling.activation] : [])]),
  guard: ({ conv }, graph) => {
    const [first, ...others] = siblingsOn(graph, conv.input('X'));
    const own = others.find((sibling) => sibling.conv.id === conv.id);
    if (!first || !own || groupOf(graph, conv).length > 1) return undefined;
    const [older, younger] = [describeNode(graph, first.conv), describeNode(graph, own.conv)];
    const reason = `${younger}, which reads the same tensor as ${older}, ${findDifference(graph, first, own)}`;
    return { reason, nodeIds: [first.conv.id, own.conv.id] };
  },
  rewrite: ({ conv }, patch, graph, target) => {
    const group = groupOf(graph, conv);
    const convs = group.map((sibling) => new MatchedNode<'Conv'>(sibling.conv, graph));
    const wide = addMergedConv(patch, convs);
    const activations = group.map((sibling) => sibling.activation).filter((node) => node !== undefined);
    const [activation] = activations;
    const last = activation
      ? patch.applyLike(
          activation,
          wide.output,
          activations.map((node) => node.id),
        )
      : wide;
    const tails = group.map((sibling) => ({
      node: sibling.activation ?? sibling.conv,
      length: findConstant(graph, sibling.conv.inputs[1])?.dims[0] ?? 0,
    }));
    const split = addSplit(patch, graph, last.output, { axis: 1, tails });
    const kernel = new Set([wide.id, last.id, ...(target.readsSlices ? [split.id] : [])]);
    if (target.readsSlices || graph.layerOf.has(conv.id)) patch.group([...kernel]);
  },
});

/** The convolution with the siblings that are like it. */
function groupOf(graph: Graph, conv: MatchedNode<'Conv'>): readonly Sibling[] {
  const siblings = siblingsOn(graph, conv.input('X'));
  const own = siblings.find((sibling) => sibling.conv.id === conv.id);
  return siblings.filter((sibling) => sibling === own || (own && findDifference(graph, own, sibling) === undefined));
}

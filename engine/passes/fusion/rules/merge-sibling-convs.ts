import { findDifference, siblingsOn } from '../conv-siblings.ts';
import { describeNode } from '../guards.ts';
import { op } from '../match.ts';
import { defineRule } from '../rule.ts';
import { groupOf, mergeSiblings, nodesOfSiblings } from '../sibling-merging.ts';

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
  alsoChanges: ({ conv }, graph) => nodesOfSiblings(groupOf(graph, conv)),
  guard: ({ conv }, graph) => {
    const [first, ...others] = siblingsOn(graph, conv.input('X'));
    const own = others.find((sibling) => sibling.conv.id === conv.id);
    if (!first || !own || groupOf(graph, conv).length > 1) return undefined;
    const [older, younger] = [describeNode(graph, first.conv), describeNode(graph, own.conv)];
    const reason = `${younger}, which reads the same tensor as ${older}, ${findDifference(graph, first, own)}`;
    return { reason, nodeIds: [first.conv.id, own.conv.id] };
  },
  rewrite: ({ conv }, patch, graph, target) => mergeSiblings(patch, graph, target, groupOf(graph, conv)),
});

import type { Graph } from '../../../ir/graph.ts';
import { type Sibling, siblingsOn } from '../conv-siblings.ts';
import { isBanded } from '../derived-tensor.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { defineRule } from '../rule.ts';
import { groupOf, mergeSiblings, nodesOfSiblings, widthOf } from '../sibling-merging.ts';

/**
 * Runs convolutions that read the same tensor in the same way and are as wide as each other as one: kernels that take a tensor
 * apart may be faster where all parts are of one size.
 * Rewrite: W' = [W1; W2; ...], B' = [B1; B2; ...] along the output channels;  y1, y2, ... = Split(activation(Conv(x, W', B')))
 * Shapes: W [M, C, kH, kW], all of one shape.  Exactness: exact, up to the order in which a kernel sums.
 */
export const mergeTwinConvs = defineRule({
  name: 'merge-twin-convs',
  summary: 'Convolutions of one input with as many channels, the same window and activation become one, then Split',
  example: {
    before:
      'a = Relu(Conv(x[1,3,8,8], W[2,3,1,1])); b = Relu(Conv(x, V[2,3,1,1])); c = Conv(x, U[4,3,1,1]); return a, b, c',
    after:
      'a, b = Split(Relu(Conv(x[1,3,8,8], W1[4,3,1,1])), int64{2,2}){axis=1}; c = Conv(x, U[4,3,1,1]); return a, b, c',
  },
  root: 'conv',
  pattern: { conv: op('Conv') },
  where: ({ conv }, graph) => {
    const [first, ...others] = twinsOf(graph, conv);
    return first?.conv.id === conv.id && others.length > 0;
  },
  alsoChanges: ({ conv }, graph) => nodesOfSiblings(twinsOf(graph, conv)),
  rewrite: ({ conv }, patch, graph, target) => mergeSiblings(patch, graph, target, twinsOf(graph, conv)),
});

/** None for those that lower-concat-to-max made as wide as each other. */
function twinsOf(graph: Graph, conv: MatchedNode<'Conv'>): readonly Sibling[] {
  const weight = conv.constant('W');
  if (isBanded(weight)) return [];
  const isAsWide = (sibling: Sibling) => widthOf(graph, sibling) === weight?.dims[0];
  return groupOf(graph, conv, siblingsOn(graph, conv.input('X')).filter(isAsWide));
}

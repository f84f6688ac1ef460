import type { Graph, Node } from '../../ir/graph.ts';
import { findConstant } from '../../ir/query.ts';
import type { Target } from '../../targets/target.ts';
import { addSplit } from './add-split.ts';
import { findDifference, type Sibling, siblingsOn } from './conv-siblings.ts';
import { MatchedNode } from './matched-node.ts';
import { addMergedConv } from './merged-conv.ts';
import type { RulePatch } from './rule-patch.ts';

/** The convolution with the siblings, or some of them, that are like it. */
export function groupOf(
  graph: Graph,
  conv: MatchedNode<'Conv'>,
  siblings = siblingsOn(graph, conv.input('X')),
): readonly Sibling[] {
  const own = siblings.find((sibling) => sibling.conv.id === conv.id);
  return siblings.filter((sibling) => sibling === own || (own && findDifference(graph, own, sibling) === undefined));
}

export const nodesOfSiblings = (group: readonly Sibling[]): readonly Node[] =>
  group.flatMap(({ conv, activation }) => (activation ? [conv, activation] : [conv]));

/** How many channels a convolution with constant weights gives. */
export const widthOf = (graph: Graph, { conv }: Sibling): number => findConstant(graph, conv.inputs[1])?.dims[0] ?? 0;

/** One wider convolution with their activation, then Split. */
export function mergeSiblings(patch: RulePatch, graph: Graph, target: Target, group: readonly Sibling[]): void {
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
    length: widthOf(graph, sibling),
  }));
  const split = addSplit(patch, graph, last.output, { axis: 1, tails });
  const kernel = new Set([wide.id, last.id, ...(target.readsSlices ? [split.id] : [])]);
  if (target.readsSlices || convs.some(({ id }) => graph.layerOf.has(id))) patch.group([...kernel]);
}

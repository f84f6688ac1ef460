import { attributesOf } from '../../ir/build.ts';
import type { Graph, Node, ValueId } from '../../ir/graph.ts';
import type { AddedNode } from '../../ir/patch.ts';
import { opsetOf } from '../../ir/query.ts';
import { tensorOfInts } from '../../ir/tensor.ts';
import type { RulePatch } from './rule-patch.ts';

interface Parts {
  readonly axis: number;
  /** The nodes whose first outputs the parts replace, with the length of each. */
  readonly tails: readonly { readonly node: Node; readonly length: number }[];
}

/** Takes a tensor apart; the users of what was computed apart stay with it. */
export function addPlainSplit(patch: RulePatch, graph: Graph, input: ValueId, { axis, tails }: Parts): AddedNode {
  const lengths = tails.map(({ length }) => length);
  const isInput = opsetOf(graph) >= 13;
  return patch.add('Split', {
    inputs: { input, ...(isInput && { split: patch.constant(tensorOfInts(lengths)) }) },
    attributes: attributesOf({ axis, ...(!isInput && { split: lengths }) }),
    origins: tails.map(({ node }) => node.id),
    suffix: '_split',
    outputCount: tails.length,
  });
}

/** Hands the parts of a tensor to the users of what was computed apart. */
export function addSplit(patch: RulePatch, graph: Graph, input: ValueId, parts: Parts): AddedNode {
  const split = addPlainSplit(patch, graph, input, parts);
  parts.tails.forEach(({ node }, index) => {
    const [from, to] = [node.outputs[0], split.outputs[index]];
    if (from !== undefined && to !== undefined) patch.replace(from, to);
  });
  return split;
}

import type { Graph, Node } from '../../../ir/graph.ts';
import { consumersOf, findConstant, findShape, opsetOf } from '../../../ir/query.ts';
import { normalizeAxis } from '../../../ir/shape.ts';
import { tensorInts, tensorOfInts } from '../../../ir/tensor.ts';
import { gather as gatherSpec } from '../../../ops/gather.ts';
import { addPlainSplit } from '../add-split.ts';
import { isAlone } from '../layer-members.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { defineRule } from '../rule.ts';

/**
 * Takes a tensor apart in one step where Gathers pick every entry along an axis, as exporters write queries, keys and values
 * of one product.
 * Rewrite: y0 = Gather(x, 0), y1 = Gather(x, 1), ... along an axis of as many entries become the squeezed parts of Split(x).
 * Exactness: exact.
 */
export const mergeSiblingGathers = defineRule({
  name: 'merge-sibling-gathers',
  summary: 'Gathers of every entry along an axis become one Split',
  example: {
    before: 'a = Gather(x[2,3,4], int64(0)); b = Gather(x, int64(1)); return a, b',
    after:
      's, t = Split(x[2,3,4], int64{1,1}){axis=0}; a = Squeeze(s, int64{0}); b = Squeeze(t, int64{0}); return a, b',
  },
  root: 'gather',
  pattern: { gather: op('Gather') },
  where: ({ gather }, graph) => {
    const [first, ...others] = partsOf(graph, gather);
    // Before opset 13 Squeeze has its axes in an attribute; graphs that old are not exported with packed attention.
    return opsetOf(graph) >= 13 && first?.id === gather.id && others.length > 0;
  },
  alsoChanges: ({ gather }, graph) => partsOf(graph, gather),
  guard: () => undefined,
  rewrite: ({ gather }, patch, graph) => {
    const data = gather.input('data');
    if (data === undefined) return;
    const axis = axisOf(graph, gather.node);
    const axes = patch.constant(tensorOfInts([axis]));
    const tails = partsOf(graph, gather).map((node) => ({ node, length: 1 }));
    const split = addPlainSplit(patch, graph, data, { axis, tails });
    for (const [index, { node }] of tails.entries()) {
      const [from, part] = [node.outputs[0], split.outputs[index]];
      if (from === undefined || part === undefined) continue;
      patch.replace(from, patch.add('Squeeze', { inputs: { data: part, axes }, origins: [node.id] }));
    }
  },
});

/** The Gathers that pick the entries of the axis, each entry once and in order; none where one is missing or picked twice. */
function partsOf(graph: Graph, gather: MatchedNode<'Gather'>): readonly Node[] {
  const { node } = gather;
  const data = gather.input('data');
  const axis = axisOf(graph, node);
  const count = findShape(graph, data)?.[axis];
  if (data === undefined || typeof count !== 'number') return [];
  const siblings = consumersOf(graph, data).filter(
    (other) =>
      other.opType === 'Gather' &&
      other.domain === node.domain &&
      other.inputs[0] === data &&
      axisOf(graph, other) === axis &&
      isAlone(graph, other),
  );
  // More entries than Gathers: not all are picked, and the tensor may be large.
  if (siblings.length !== count) return [];
  const parts = siblings.toSorted((a, b) => (entryOf(graph, a, count) ?? -1) - (entryOf(graph, b, count) ?? -1));
  return parts.every((part, entry) => entryOf(graph, part, count) === entry) ? parts : [];
}

/** The entry that a Gather with one constant index picks. */
function entryOf(graph: Graph, { inputs: [, indices] }: Node, count: number): number | undefined {
  const tensor = findConstant(graph, indices);
  if (!tensor || tensor.dims.length > 0) return undefined;
  const [index] = tensorInts(tensor);
  return index === undefined ? undefined : normalizeAxis(index, count);
}

const axisOf = (graph: Graph, node: Node): number =>
  normalizeAxis(
    gatherSpec.decodeAttributes(node.attributes, opsetOf(graph)).axis,
    findShape(graph, node.inputs[0])?.length ?? 0,
  );

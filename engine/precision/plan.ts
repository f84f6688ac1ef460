import type { Diagnostic } from '../errors.ts';
import type { Graph, NodeId } from '../ir/graph.ts';
import { requireNode } from '../ir/query.ts';

/** What a node computes with. 'int8' stands for 8-bit integers with 32-bit sums, whichever sign; 'int4' for weights alone. */
export type NodePrecision = 'float32' | 'float16' | 'bfloat16' | 'int8' | 'int4';

/** Nodes that stay in float32 though a lower precision was asked for, with the reason in plain words: '... because <reason>'. */
export interface Kept {
  readonly reason: string;
  readonly nodeIds: readonly NodeId[];
}

/** A graph in another precision, and how it came about. Node ids are those of the graph that was given. */
export interface ConvertedGraph {
  readonly graph: Graph;
  /** The nodes that left float32. All others stay in it, or handle no floats. */
  readonly precisions: ReadonlyMap<NodeId, NodePrecision>;
  readonly kept: readonly Kept[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One sentence per reason, the most frequent first: '12 nodes (Softmax) stay in float32: no integer kernel is used for Softmax.' */
export function explainKept(graph: Graph, kept: readonly Kept[]): readonly string[] {
  return kept
    .toSorted((a, b) => b.nodeIds.length - a.nodeIds.length)
    .map(({ reason, nodeIds }) => {
      const types = [...new Set(nodeIds.map((id) => requireNode(graph, id).opType))];
      const listed = types.length > 4 ? [...types.slice(0, 3), `${types.length - 3} other types`] : types;
      const [subject, verb] = nodeIds.length === 1 ? ['1 node', 'stays'] : [`${nodeIds.length} nodes`, 'stay'];
      return `${subject} (${listed.join(', ')}) ${verb} in float32: ${reason}.`;
    });
}

import type { Graph, Node, NodeId } from '../../ir/graph.ts';
import { requireValue, topologicalOrder } from '../../ir/query.ts';
import { costOfGraph } from '../../ops/cost-of.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import type { ConvertedGraph } from '../plan.ts';

/** What mixed precision keeps in INT8 or reverts as one. */
export interface QuantizedLayer {
  /** Names of its nodes, in execution order. */
  readonly names: readonly string[];
  readonly nodeIds: readonly NodeId[];
  /** Nodes of the imported graph. */
  readonly origins: readonly NodeId[];
  /** Multiply-accumulates of one run. */
  readonly macs: number;
}

/**
 * The layers that a quantization computes on integers and that decide its accuracy and speed: convolutions and matrix products,
 * in execution order. What lies between them follows its neighbours. Of more than `limit`, neighbours are taken together, so
 * that a deep network is measured in bounded time.
 */
export function quantizedLayers(
  graph: Graph,
  precisions: ConvertedGraph['precisions'],
  limit: number,
): readonly QuantizedLayer[] {
  const { macsByNode } = costOfGraph(inferTypes(graph));
  const nodes = topologicalOrder(graph).filter(({ id }) => precisions.get(id) === 'int8' && macsByNode.has(id));
  const groupCount = Math.min(nodes.length, Math.max(1, limit));
  return Array.from({ length: groupCount }, (_, index) => {
    const start = Math.floor((index * nodes.length) / groupCount);
    const end = Math.floor(((index + 1) * nodes.length) / groupCount);
    const members = nodes.slice(start, end);
    return {
      names: members.map((node) => nameOf(graph, node)),
      nodeIds: members.map(({ id }) => id),
      origins: members.flatMap(({ origins }) => origins),
      macs: members.reduce((sum, { id }) => sum + (macsByNode.get(id) ?? 0), 0),
    };
  });
}

function nameOf(graph: Graph, { name, opType, outputs: [output] }: Node): string {
  if (name !== '') return name;
  return output === undefined ? opType : requireValue(graph, output).name;
}

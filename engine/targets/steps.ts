import type { Graph, LayerId, Node, ValueId } from '../ir/graph.ts';
import { topologicalOrder } from '../ir/query.ts';
import type { Target } from './target.ts';

/** One step that a target executes: a kernel with the nodes that it runs, or a copy that a fusion forces. */
export interface Step {
  /** Absent for a node that is a step by itself. */
  readonly layerId?: LayerId;
  /** In execution order; none for a copy. */
  readonly nodes: readonly Node[];
  /** The value that is copied. */
  readonly copies?: ValueId;
}

/** The steps of one run, in order; a kernel stands where its last node does. Their number is the layer count. */
export function stepsOf(graph: Graph, target: Target): readonly Step[] {
  const waiting = new Map<LayerId, Node[]>();
  return topologicalOrder(graph).flatMap((node): readonly Step[] => {
    const layerId = graph.layerOf.get(node.id);
    const layer = layerId === undefined ? undefined : graph.layers.get(layerId);
    if (!layer) return target.isFree(node, graph) ? [] : [{ nodes: [node] }];
    const nodes = waiting.get(layer.id) ?? [];
    waiting.set(layer.id, nodes);
    nodes.push(node);
    if (nodes.length < layer.nodeIds.length) return [];
    if (layer.kind === 'kernel') return [{ layerId: layer.id, nodes }];
    return layer.copies.map((copies) => ({ layerId: layer.id, nodes: [], copies }));
  });
}

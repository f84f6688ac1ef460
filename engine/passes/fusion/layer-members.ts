import type { Graph, Node } from '../../ir/graph.ts';
import { requireNode } from '../../ir/query.ts';

/** The nodes that run as one step with `node`, itself among them. */
export function membersOf(graph: Graph, node: Node): readonly Node[] {
  const layerId = graph.layerOf.get(node.id);
  const layer = layerId === undefined ? undefined : graph.layers.get(layerId);
  return layer ? layer.nodeIds.map((id) => requireNode(graph, id)) : [node];
}

/** True for a node that no layer has taken yet. */
export const isAlone = (graph: Graph, node: Node): boolean => !graph.layerOf.has(node.id);

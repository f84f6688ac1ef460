import type { Graph, LayerId } from '../ir/graph.ts';
import { topologicalOrder } from '../ir/query.ts';
import type { Target } from '../targets/target.ts';

/**
 * The steps that a target executes, in order, separated by '; ': 'Conv + Relu; MaxPool; Copy'. A kernel stands where its last
 * node does. What needs no step is left out.
 */
export function printSteps(graph: Graph, target: Target): string {
  const membersByLayer = new Map<LayerId, string[]>();
  const steps: string[] = [];
  for (const node of topologicalOrder(graph)) {
    const layerId = graph.layerOf.get(node.id);
    const layer = layerId === undefined ? undefined : graph.layers.get(layerId);
    if (!layer) {
      if (!target.isFree(node, graph)) steps.push(node.opType);
      continue;
    }
    if (layer.kind === 'elided') {
      if (node.id === layer.nodeIds.at(-1)) steps.push(...layer.copies.map(() => 'Copy'));
      continue;
    }
    const members = membersByLayer.get(layer.id) ?? [];
    members.push(node.opType);
    membersByLayer.set(layer.id, members);
    if (members.length === layer.nodeIds.length) steps.push(members.join(' + '));
  }
  return steps.join('; ');
}

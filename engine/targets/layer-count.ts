import type { Graph } from '../ir/graph.ts';
import type { Target } from './target.ts';

/** What a layer count means; printed beside every count. */
export const layerConvention =
  'One per executed step; constants, inputs, dropout, identity and reshapes that move no data are not counted; a copy that a fusion forces is counted.';

/**
 * Steps that the target executes for one run of the graph. A group that runs as one kernel is one step; If, Loop and Scan
 * are one each, whatever their bodies do. Integer arithmetic on shapes counts like any other step until it is folded.
 */
export function countLayers(graph: Graph, target: Target): number {
  let count = 0;
  for (const node of graph.nodes.values()) {
    if (!graph.layerOf.has(node.id) && !target.isFree(node, graph)) count++;
  }
  for (const layer of graph.layers.values()) count += layer.kind === 'elided' ? layer.copies.length : 1;
  return count;
}

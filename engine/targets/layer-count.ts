import type { Graph, SourceLayer } from '../ir/graph.ts';
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

/** How many layers a model has by the words of its own framework. */
export interface SourceLayerCount {
  readonly count: number;
  /** With a normalization and the scale right after it counted as the one layer that other frameworks have for both. */
  readonly pairedCount: number;
}

/** Undefined for a graph that has no layers but its nodes. */
export function countSourceLayers(graph: Graph): SourceLayerCount | undefined {
  const layers = new Set<SourceLayer>();
  for (const { source } of graph.nodes.values()) if (source) layers.add(source);
  if (layers.size === 0) return undefined;
  const counted = [...layers].filter(({ isCounted }) => isCounted);
  return { count: counted.length, pairedCount: counted.filter(({ completes }) => completes === undefined).length };
}

/** Layers of a model as it was imported: its framework's own, or the steps that the target would execute. */
export const countOriginalLayers = (imported: Graph, target: Target): number =>
  countSourceLayers(imported)?.count ?? countLayers(imported, target);

/** What the counts of a model mean: before everything, one of another framework counts its own layers. */
export function conventionFor(imported: Graph): string {
  const counts = countSourceLayers(imported);
  if (!counts) return layerConvention;
  const { count, pairedCount } = counts;
  const paired = count === pairedCount ? '' : ` (${pairedCount} with each BatchNorm and its Scale as one)`;
  const before = `Before: the layers that the network lists, without inputs, losses, Dropout and Split${paired}.`;
  return `${before} After: ${layerConvention.charAt(0).toLowerCase()}${layerConvention.slice(1)}`;
}

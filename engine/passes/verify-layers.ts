import { InvariantError } from '../errors.ts';
import type { Graph } from '../ir/graph.ts';
import { requireNode, topologicalOrder, usesOf } from '../ir/query.ts';

/**
 * Checks that the kernels of a graph can run one after the other: that no kernel needs, through steps outside of it, what it
 * makes itself. Linear in the size of the graph. Errors: InvariantError naming a layer on a cycle.
 */
export function verifyLayers(graph: Graph): void {
  if (graph.layers.size === 0) return;
  const stepOf = (node: number): number => {
    const layer = graph.layerOf.get(node);
    return layer !== undefined && graph.layers.get(layer)?.kind === 'kernel' ? layer : node;
  };
  const waitsFor = new Map<number, Set<number>>();
  const unblocks = new Map<number, number[]>();
  for (const node of topologicalOrder(graph)) {
    const step = stepOf(node.id);
    const sources = waitsFor.get(step) ?? new Set<number>();
    waitsFor.set(step, sources);
    for (const used of usesOf(node)) {
      const producer = graph.producers.get(used);
      const source = producer === undefined ? step : stepOf(producer);
      if (source === step || sources.has(source)) continue;
      sources.add(source);
      const users = unblocks.get(source);
      if (users) users.push(step);
      else unblocks.set(source, [step]);
    }
  }
  const ready = [...waitsFor].filter(([, sources]) => sources.size === 0).map(([step]) => step);
  for (let index = 0; index < ready.length; index++) {
    const done = ready[index];
    if (done === undefined) continue;
    for (const step of unblocks.get(done) ?? []) {
      const sources = waitsFor.get(step);
      sources?.delete(done);
      if (sources?.size === 0) ready.push(step);
    }
  }
  if (ready.length === waitsFor.size) return;
  const [blocked] = [...waitsFor].filter(([step, sources]) => sources.size > 0 && graph.layers.has(step));
  const layer = blocked && graph.layers.get(blocked[0]);
  const members = layer?.nodeIds.map((id) => requireNode(graph, id)).map((node) => `${node.opType} ${node.name}`);
  throw new InvariantError(
    `Layer ${layer?.id} (${members?.join(', ')}; ${layer?.rules.join(', ')}) would have to wait for itself`,
  );
}

import { InvariantError } from '../errors.ts';
import type { Graph, Node, ValueId } from './graph.ts';
import { topologicalOrder, usesOf } from './query.ts';

/**
 * Checks the structural invariants of a graph: single assignment, every use has a source, use-def chains agree with the nodes,
 * layers partition nodes, no cycle. Linear in the size of the graph.
 * Errors: InvariantError naming the first violation.
 */
export function verifyGraph(graph: Graph): void {
  const uses = new Map<ValueId, Set<number>>();
  const produced = new Map<ValueId, number>();
  for (const node of graph.nodes.values()) {
    for (const used of usesOf(node)) {
      check(graph.values.has(used), node, `uses value ${used}, which does not exist`);
      uses.set(used, (uses.get(used) ?? new Set()).add(node.id));
    }
    for (const output of node.outputs) {
      if (output === undefined) continue;
      check(graph.values.has(output), node, `produces value ${output}, which does not exist`);
      check(!produced.has(output), node, `produces value ${output}, as node ${produced.get(output)} does`);
      check(graph.producers.get(output) === node.id, node, `is not recorded as the producer of ${output}`);
      check(!graph.initializers.has(output), node, `produces value ${output}, which is a constant`);
      produced.set(output, node.id);
    }
    const layer = graph.layerOf.get(node.id);
    check(
      layer === undefined || (graph.layers.get(layer)?.nodeIds.includes(node.id) ?? false),
      node,
      `is not in its layer ${layer}`,
    );
  }
  for (const [id, recorded] of graph.consumers) {
    const actual = uses.get(id as ValueId) ?? new Set();
    if (recorded.count !== actual.size || [...recorded].some((user) => !actual.has(user))) {
      throw new InvariantError(`Value ${id} records users [${[...recorded]}], its users are [${[...actual]}]`);
    }
  }
  for (const id of uses.keys()) if (!graph.consumers.has(id)) throw new InvariantError(`Value ${id} records no users`);
  for (const id of graph.producers.keys()) {
    if (!produced.has(id as ValueId)) throw new InvariantError(`Value ${id} records a producer that does not make it`);
  }
  for (const id of graph.outputs)
    if (!graph.values.has(id)) throw new InvariantError(`Graph output ${id} does not exist`);
  for (const layer of graph.layers.values()) {
    for (const id of layer.nodeIds) {
      if (graph.layerOf.get(id) !== layer.id)
        throw new InvariantError(`Layer ${layer.id} claims node ${id}, which is elsewhere`);
    }
  }
  topologicalOrder(graph);
}

function check(condition: boolean, node: Node, message: string): void {
  if (!condition) throw new InvariantError(`Node ${node.id} (${node.opType} ${node.name}) ${message}`);
}

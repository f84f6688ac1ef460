import type { Graph, ValueId } from '../../ir/graph.ts';
import { opsetOf, topologicalOrder } from '../../ir/query.ts';
import type { Tensor } from '../../ir/tensor.ts';
import { evaluateNode } from '../evaluate-node.ts';

/** The outputs of a graph whose every node can be evaluated, or undefined. */
export function evaluateGraph(
  graph: Graph,
  inputs: readonly (Tensor | undefined)[],
): readonly (Tensor | undefined)[] | undefined {
  const tensors = new Map<ValueId, Tensor | undefined>(graph.inputs.map((id, index) => [id, inputs[index]]));
  for (const [id, tensor] of graph.initializers) if (!tensors.get(id as ValueId)) tensors.set(id as ValueId, tensor);
  for (const node of topologicalOrder(graph)) {
    const operands = node.inputs.map((id) => (id === undefined ? undefined : tensors.get(id)));
    if (node.inputs.some((id, index) => id !== undefined && !operands[index])) return undefined;
    const outputs = evaluateNode(node, opsetOf(graph, node.domain), operands);
    if (!outputs) return undefined;
    node.outputs.forEach((id, index) => {
      if (id !== undefined) tensors.set(id, outputs[index]);
    });
  }
  return graph.outputs.map((id) => tensors.get(id));
}

import type { Graph, Node, Subgraph, ValueId } from '../../ir/graph.ts';
import { PatchBuilder } from '../../ir/patch.ts';
import { findConstant, requireValue, topologicalOrder } from '../../ir/query.ts';
import { tensorNumbers } from '../../ir/tensor.ts';
import type { Pass } from '../pass.ts';

/** Puts the branch of an If whose condition is constant in the place of the If. Exactness: exact. Source: ONNX If-1. */
export const inlineConstantIf: Pass = {
  name: 'inline-constant-if',
  summary: 'an If with a constant condition becomes the branch that runs',
  run: (graph) => {
    const patch = new PatchBuilder(graph);
    for (const node of graph.nodes.values()) {
      const branch = takenBranch(graph, node);
      if (branch) inline(patch, node, branch);
    }
    return patch.isEmpty ? undefined : patch.build();
  },
};

function takenBranch(graph: Graph, node: Node): Subgraph | undefined {
  if (node.opType !== 'If' || node.domain !== '') return undefined;
  const condition = findConstant(graph, node.inputs[0]);
  if (condition?.dataType !== 'bool') return undefined;
  const [isTrue = 0] = tensorNumbers(condition);
  const attribute = node.attributes.get(isTrue === 0 ? 'else_branch' : 'then_branch');
  const branch = attribute?.type === 'graph' ? attribute.value : undefined;
  const isPlain =
    branch?.graph.inputs.length === 0 &&
    branch.graph.carried.sparseInitializers.length === 0 &&
    branch.graph.outputs.length === node.outputs.length &&
    [...branch.graph.nodes.values()].every((inner) => inner.overload === '' && inner.outputs[0] !== undefined);
  return isPlain ? branch : undefined;
}

function inline(patch: PatchBuilder, node: Node, { graph, captures }: Subgraph): void {
  const outer = new Map<ValueId, ValueId>();
  for (const { inner, index } of captures) {
    const captured = node.captures[index];
    if (captured !== undefined) outer.set(inner, captured);
  }
  for (const [id, tensor] of graph.initializers) outer.set(id as ValueId, patch.constant(tensor));
  const translated = (id: ValueId | undefined) => (id === undefined ? undefined : outer.get(id));
  for (const inner of topologicalOrder(graph)) {
    const added = patch.add({
      opType: inner.opType,
      domain: inner.domain,
      name: inner.name,
      inputs: inner.inputs.map(translated),
      outputTypes: inner.outputs.map((id) => (id === undefined ? undefined : requireValue(graph, id).type)),
      attributes: inner.attributes,
      captures: inner.captures.flatMap((id) => translated(id) ?? []),
      origins: [node.id],
    });
    inner.outputs.forEach((id, index) => {
      const output = added.outputs[index];
      if (id !== undefined && output !== undefined) outer.set(id, output);
    });
  }
  graph.outputs.forEach((id, index) => {
    const [from, to] = [node.outputs[index], outer.get(id)];
    if (from === undefined || to === undefined) return;
    // A branch may hand on what it did not make; an Identity keeps the names of the model's outputs.
    const copy = patch.add({ opType: 'Identity', inputs: [to], origins: [node.id] });
    patch.replace(from, copy.output);
  });
}

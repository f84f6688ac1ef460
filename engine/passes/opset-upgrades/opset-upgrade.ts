import type { Attributes, Graph, Node } from '../../ir/graph.ts';
import type { PatchBuilder } from '../../ir/patch.ts';
import { type Tensor, tensorOfBytes } from '../../ir/tensor.ts';
import { findOpSpec } from '../../ops/registry.ts';
import { describeNode } from '../fusion/guards.ts';
import type { Refusal } from '../fusion/refusal.ts';

/** What one opset changed about an operator of ONNX's own domain, and how nodes follow. */
export interface OpsetUpgrade {
  readonly opTypes: readonly string[];
  /** The opset that brought the change. */
  readonly since: number;
  /**
   * Writes `node`, whose form is that of the opset before, in the form of `since`; the node keeps its id and its outputs.
   * Exactly the same results, or a refusal where the new form cannot say the same.
   */
  upgrade(node: Node, patch: PatchBuilder): Refusal | undefined;
}

/** 'Scan "s" <clause>' */
export const refuseUpgrade = (graph: Graph, node: Node, clause: string): Refusal => ({
  reason: `${describeNode(graph, node)} ${clause}`,
  nodeIds: [node.id],
});

export const withoutAttributes = (attributes: Attributes, names: readonly string[]): Attributes =>
  new Map([...attributes].filter(([name]) => !names.includes(name)));

/** An attribute of ints as a tensor, with every bit: exporters write 2^63 - 1 for "to the end", which is no JavaScript number. */
export function intsTensor(attributes: Attributes, name: string): Tensor | undefined {
  const attribute = attributes.get(name);
  if (attribute?.type !== 'ints') return undefined;
  const { buffer } = BigInt64Array.from(attribute.value);
  return tensorOfBytes('int64', [attribute.value.length], new Uint8Array(buffer));
}

/** Attributes that became inputs: the node loses `names` and gets the constants behind its first input; undefined is left out. */
export function moveToInputs(
  node: Node,
  patch: PatchBuilder,
  names: readonly string[],
  tensors: readonly (Tensor | undefined)[],
): void {
  const [output] = node.outputs;
  const owner = output === undefined ? '' : (patch.graph.values.get(output)?.name ?? '');
  const formalNames = findOpSpec(node)?.inputs ?? [];
  const inputs = [
    node.inputs[0],
    ...tensors.map((tensor, index) => tensor && patch.constant(tensor, `${owner}_${formalNames[index + 1]}`)),
  ];
  while (inputs.at(-1) === undefined) inputs.pop();
  patch.update(node.id, { inputs, attributes: withoutAttributes(node.attributes, names) });
}

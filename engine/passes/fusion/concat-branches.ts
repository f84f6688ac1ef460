import type { Graph, Node, ValueId } from '../../ir/graph.ts';
import type { MatchedNode } from './matched-node.ts';
import { asConstantConv, findOwnProducer } from './own-producer.ts';
import type { RulePatch } from './rule-patch.ts';

/** Relu(Conv(...)) with constant weights and bias, which makes a value for one user alone. */
export interface ActivatedConv {
  readonly output: ValueId;
  readonly conv: MatchedNode<'Conv'>;
  readonly relu: Node;
}

export function findActivatedConv(graph: Graph, output: ValueId | undefined): ActivatedConv | undefined {
  const relu = findOwnProducer(graph, output);
  if (output === undefined || relu?.opType !== 'Relu' || relu.domain !== '') return undefined;
  const conv = asConstantConv(graph, findOwnProducer(graph, relu.inputs[0]));
  return conv && { output, conv, relu };
}

export const nodesOfBranch = ({ conv, relu }: ActivatedConv): readonly Node[] => [conv.node, relu];

/** Whether a Concat joins channels of [N, C, ...], each input once. */
export function joinsChannels({ attributes: { axis }, node, outputShape }: MatchedNode<'Concat'>): boolean {
  const rank = outputShape?.length ?? 0;
  return rank > 2 && (axis === 1 || axis === 1 - rank) && new Set(node.inputs).size === node.inputs.length;
}

/** Gives a Concat `joined` instead of the neighbours `parts`; where nothing else is left, `joined` stands for the Concat. */
export function replaceInConcat(
  patch: RulePatch,
  { node, output }: MatchedNode<'Concat'>,
  parts: readonly { readonly output: ValueId }[],
  joined: ValueId,
): void {
  const outputs = parts.map((part) => part.output);
  const inputs = node.inputs.flatMap((id) => {
    if (id === outputs[0]) return [joined];
    return id === undefined || outputs.includes(id) ? [] : [id];
  });
  const isWhole = inputs.length === 1;
  patch.replace(
    output,
    isWhole
      ? joined
      : patch.add('Concat', { inputs: { 'inputs...': inputs }, attributes: node.attributes, origins: [node.id] }),
  );
}

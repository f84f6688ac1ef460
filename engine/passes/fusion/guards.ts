import type { Graph, Node, ValueId } from '../../ir/graph.ts';
import { consumersOf, findProducer, findShape, isGraphOutput, requireValue } from '../../ir/query.ts';
import { printShape, type Shape, sameShape } from '../../ir/shape.ts';
import type { InputNameOf, KnownOpType } from '../../ops/registry.ts';
import type { Target } from '../../targets/target.ts';
import { membersOf } from './layer-members.ts';
import type { MatchedNode } from './matched-node.ts';
import { firstRefusal, type Refusal } from './refusal.ts';

/** A node for people: 'Conv "conv1"', or by what it makes where it has no name. */
export function describeNode(graph: Graph, node: Node): string {
  const [output] = node.outputs;
  const name = node.name || (output === undefined ? '' : requireValue(graph, output).name);
  return `${node.opType} "${name}"`;
}

/** Refuses where something else than `user` sees the output of `node`, which the rule would make disappear. */
export function requireSoleConsumer(
  graph: Graph,
  { node, output }: MatchedNode,
  user: MatchedNode,
): Refusal | undefined {
  const what = `the output of ${describeNode(graph, node)}`;
  if (isGraphOutput(graph, output)) return { reason: `${what} is an output of the model`, nodeIds: [node.id] };
  const other = consumersOf(graph, output).find((consumer) => consumer.id !== user.id);
  if (other) return { reason: `${what} is also used by ${describeNode(graph, other)}`, nodeIds: [node.id, other.id] };
  const second = node.outputs.slice(1).find((id) => id !== undefined && isUsed(graph, id));
  return second === undefined
    ? undefined
    : { reason: `the second output of ${describeNode(graph, node)} is used`, nodeIds: [node.id] };
}

/** Refuses where something outside of the match sees what one of its inner nodes makes. */
export function requireClosed(graph: Graph, root: MatchedNode, inner: readonly MatchedNode[]): Refusal | undefined {
  const members = new Set([root.id, ...inner.map((node) => node.id)]);
  for (const { node, output } of inner) {
    const what = `the output of ${describeNode(graph, node)}`;
    if (isGraphOutput(graph, output)) return { reason: `${what} is an output of the model`, nodeIds: [node.id] };
    const other = consumersOf(graph, output).find((consumer) => !members.has(consumer.id));
    if (other) return { reason: `${what} is also used by ${describeNode(graph, other)}`, nodeIds: [node.id, other.id] };
  }
  return undefined;
}

const isUsed = (graph: Graph, id: ValueId): boolean =>
  isGraphOutput(graph, id) || (graph.consumers.get(id)?.count ?? 0) > 0;

/** Refuses where one of these inputs is given and not constant. */
export function requireConstant<T extends KnownOpType>(
  graph: Graph,
  matched: MatchedNode<T>,
  ...inputs: readonly InputNameOf<T>[]
): Refusal | undefined {
  for (const name of inputs) {
    const id = matched.input(name);
    if (id === undefined || matched.constant(name)) continue;
    const producer = findProducer(graph, id);
    const source = producer ? `is computed by ${describeNode(graph, producer)}` : 'is an input of the model';
    return {
      reason: `${name} of ${describeNode(graph, matched.node)} is not constant: it ${source}`,
      nodeIds: producer ? [matched.id, producer.id] : [matched.id],
    };
  }
  return undefined;
}

/** Refuses where one of these inputs is left out, as a damaged file may. */
export function requireGiven<T extends KnownOpType>(
  graph: Graph,
  matched: MatchedNode<T>,
  ...inputs: readonly InputNameOf<T>[]
): Refusal | undefined {
  const missing = inputs.find((name) => matched.input(name) === undefined);
  return missing === undefined ? undefined : refuse(matched, `${describeNode(graph, matched.node)} has no ${missing}`);
}

/** Refuses where the target has no kernel of this kind that runs these nodes; `activation` is the last of them, if it has one. */
export function requireKernel(
  graph: Graph,
  target: Target,
  kind: keyof Target['kernels'],
  nodes: readonly Node[],
  activation?: MatchedNode,
): Refusal | undefined {
  const kernel = target.kernels[kind];
  const nodeIds = nodes.map((node) => node.id);
  if (activation && !kernel.functions.has(activation.node.opType))
    return { reason: `${target.label} has no kernel for ${kernel.what} + ${activation.node.opType}`, nodeIds };
  const reason = kernel.refuses?.(nodes, graph);
  return reason === undefined ? undefined : { reason, nodeIds };
}

/** Refuses where the target's kernel of this kind, which ends in `source`, cannot apply the activation that reads it. */
export const requireActivationKernel = (
  graph: Graph,
  target: Target,
  kind: keyof Target['kernels'],
  source: MatchedNode,
  activation: MatchedNode,
): Refusal | undefined =>
  firstRefusal(
    requireSoleConsumer(graph, source, activation),
    requireConstantBounds(graph, activation),
    requireKernel(graph, target, kind, [...membersOf(graph, source.node), activation.node], activation),
  );

/** Refuses where two values do not surely have the same shape. */
export function requireSameShape(graph: Graph, matched: MatchedNode, other: ValueId): Refusal | undefined {
  const [a, b] = [matched.outputShape, findShape(graph, other)];
  if (a && b && sameShape(a, b)) return undefined;
  const name = requireValue(graph, other).name;
  return refuse(
    matched,
    `"${name}" ${printed(b)} is not known to have the shape of ${describeNode(graph, matched.node)} ${printed(a)}`,
  );
}

const printed = (shape: Shape | undefined): string => (shape ? printShape(shape) : '[?]');

/** Refuses a Clip whose bounds are computed: kernels take them as numbers. */
export const requireConstantBounds = (graph: Graph, activation: MatchedNode): Refusal | undefined =>
  activation.is('Clip') ? requireConstant(graph, activation, 'min', 'max') : undefined;

/** Refuses a BatchNormalization that computes its statistics from the data. */
export const requireInferenceMode = (graph: Graph, norm: MatchedNode<'BatchNormalization'>): Refusal | undefined =>
  norm.attributes.trainingMode ? refuse(norm, `${describeNode(graph, norm.node)} is in training mode`) : undefined;

/** Refuses where the windows of a pooling have gaps. */
export const requireNoGaps = (graph: Graph, pool: MatchedNode<'AveragePool' | 'MaxPool'>): Refusal | undefined =>
  pool.attributes.dilations?.some((step) => step !== 1)
    ? refuse(pool, `${describeNode(graph, pool.node)} has gaps in its windows`)
    : undefined;

/** A refusal that names one node. */
export const refuse = (node: MatchedNode, reason: string): Refusal => ({ reason, nodeIds: [node.id] });

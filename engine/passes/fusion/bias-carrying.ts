import { invariant } from '../../errors.ts';
import type { Graph, Node, ValueId } from '../../ir/graph.ts';
import { consumersOf, findShape, isGraphOutput, opsetOf } from '../../ir/query.ts';
import { sameShape } from '../../ir/shape.ts';
import { type Tensor, tensorNumbers } from '../../ir/tensor.ts';
import { addWithoutBias } from './bare-conv.ts';
import { channelCountOf, isPadded, shiftOutputs } from './conv-input-channels.ts';
import { derivedTensor } from './derived-tensor.ts';
import { describeNode } from './guards.ts';
import type { MatchedNode } from './matched-node.ts';
import { negatedBias } from './negated-bias.ts';
import { asConstantConv, findOwnProducer } from './own-producer.ts';
import type { Refusal } from './refusal.ts';
import type { RulePatch } from './rule-patch.ts';

type Conv = MatchedNode<'Conv'>;
type Relu = MatchedNode<'Relu'>;

/**
 * Adding the bias of a convolution behind its activation, where it costs no kernel: there it is part of the next biases.
 * Relu(u + b) = Max(u, -b) + b.  An unpadded convolution that reads this takes b into its own bias, as the sum of its weights
 * times b; an Add of a convolution, as a residual connection is, takes b into the bias of that convolution; MaxPool hands it on.
 */
export const carriesBias = (graph: Graph, relu: Relu): boolean =>
  relu.outputShape !== undefined &&
  hasBroadcastingMax(graph) &&
  !isGraphOutput(graph, relu.output) &&
  sourcesOf(graph, relu).length > 0;

/** From this opset on, Max takes tensors of different shapes. */
export const hasBroadcastingMax = (graph: Graph): boolean => opsetOf(graph) >= 8;

/** Whether every convolution whose bias would be carried reads fewer channels than this. */
export const readsFewerChannels = (graph: Graph, relu: Relu, count: number): boolean =>
  sourcesOf(graph, relu).every((conv) => channelCountOf(conv) < count);

/** What carrying changes besides the Relu. */
export function changedByCarrying(graph: Graph, relu: Relu): readonly Node[] {
  const producer = findOwnProducer(graph, relu.input('X'));
  const { readers, poolings } = reachOf(graph, relu.output);
  const convs = [...sourcesOf(graph, relu), ...absorbersOf(graph, relu)];
  return [
    ...(producer ? [producer] : []),
    ...convs.map(({ node }) => node),
    ...poolings,
    ...readers.map(({ node }) => node),
  ];
}

/** Why the bias cannot go on, if something that reads it has no place for it. */
export function refuseToCarry(graph: Graph, relu: Relu): Refusal | undefined {
  const reader = readersOf(graph, relu.output).find((each) => absorberOf(graph, each) === undefined);
  if (!reader) return undefined;
  const reason = `${describeNode(graph, reader.node)}, which reads ${describeNode(graph, relu.node)}, has no place for a bias`;
  return { reason, nodeIds: [relu.id, reader.node.id] };
}

export function carryBias(graph: Graph, patch: RulePatch, relu: Relu): void {
  const sources = sourcesOf(graph, relu);
  const bias = sumOf(sources.flatMap((conv) => conv.constant('B') ?? []));
  // First: what is replaced below is replaced in these too.
  for (const conv of absorbersOf(graph, relu)) {
    patch.update(conv, { inputs: { B: patch.constant(biasWith(graph, relu, conv, bias)) } });
  }
  let data = relu.input('X');
  for (const conv of sources) {
    const bare = addWithoutBias(patch, conv);
    patch.replace(conv.output, bare);
    if (data === conv.output) data = bare.output;
  }
  invariant(data !== undefined, 'A Relu reads nothing');
  const floor = patch.constant(negatedBias(bias, (relu.outputShape?.length ?? 2) - 2));
  patch.replace(relu.output, patch.add('Max', { inputs: { 'data_0...': [data, floor] }, origins: [relu.id] }));
}

/** The convolutions whose constant biases reach a Relu: the one that it reads, or those whose sum it reads. */
function sourcesOf(graph: Graph, relu: Relu): readonly Conv[] {
  const data = relu.input('X');
  const source = findOwnProducer(graph, data);
  if (!source) return [];
  const values = isAdd(source) ? addendsOf(graph, source) : [data];
  return values.flatMap((id) => {
    const conv = findOwnConv(graph, id);
    return conv?.constant('B') ? [conv] : [];
  });
}

/** A node that reads a value without its bias: what a Relu gives, or a MaxPool of that. */
interface Reader {
  readonly node: Node;
  readonly value: ValueId;
}

/** What reads a value, the poolings that hand it on left out and named. */
function reachOf(
  graph: Graph,
  from: ValueId,
): { readonly readers: readonly Reader[]; readonly poolings: readonly Node[] } {
  const readers: Reader[] = [];
  const poolings: Node[] = [];
  const values = [from];
  for (const value of values) {
    for (const node of consumersOf(graph, value)) {
      const [pooled, indices] = node.outputs;
      const isPooling = node.opType === 'MaxPool' && node.domain === '' && indices === undefined;
      if (isPooling && pooled !== undefined && !isGraphOutput(graph, pooled)) {
        poolings.push(node);
        values.push(pooled);
      } else readers.push({ node, value });
    }
  }
  return { readers, poolings };
}

const readersOf = (graph: Graph, value: ValueId): readonly Reader[] => reachOf(graph, value).readers;

/** Every convolution that takes the bias over from a Relu, once. */
function absorbersOf(graph: Graph, relu: Relu): readonly Conv[] {
  const convs = readersOf(graph, relu.output).flatMap((reader) => absorberOf(graph, reader) ?? []);
  return [...new Map(convs.map((conv) => [conv.id, conv])).values()];
}

/** The convolution that takes over what a reader misses; undefined where none can. */
function absorberOf(graph: Graph, { node, value }: Reader): Conv | undefined {
  if (isAdd(node)) {
    const others = addendsOf(graph, node).filter((id) => id !== value);
    return others.length === 1 ? findOwnConv(graph, others[0]) : undefined;
  }
  const conv = asConstantConv(graph, node);
  return conv && !isPadded(conv) && conv.input('X') === value ? conv : undefined;
}

/** The bias of an absorbing convolution with what it takes over: of what it reads, and of what is added to its output. */
function biasWith(graph: Graph, relu: Relu, conv: Conv, bias: Tensor): Tensor {
  const weight = conv.constant('W');
  invariant(weight, 'A convolution whose weights are computed takes over no bias');
  const own = conv.constant('B');
  const takenOver = readersOf(graph, relu.output).filter((reader) => absorberOf(graph, reader)?.id === conv.id);
  const isRead = takenOver.some(({ node }) => node.id === conv.id);
  const read = isRead ? [shiftOutputs(conv, weight, () => tensorNumbers(bias))] : own ? [own] : [];
  return sumOf([...read, ...takenOver.filter(({ node }) => isAdd(node)).map(() => bias)]);
}

/** The operands of an Add of equal shapes: nothing is broadcast. */
function addendsOf(graph: Graph, { inputs: [a, b] }: Node): readonly ValueId[] {
  const [left, right] = [findShape(graph, a), findShape(graph, b)];
  return a !== undefined && b !== undefined && left && right && sameShape(left, right) ? [a, b] : [];
}

const isAdd = ({ opType, domain }: Node): boolean => opType === 'Add' && domain === '';

/** The convolution with constant weights that makes a value for one user alone. */
const findOwnConv = (graph: Graph, id: ValueId | undefined): Conv | undefined =>
  asConstantConv(graph, findOwnProducer(graph, id));

const sumOf = (biases: readonly Tensor[]): Tensor => {
  const [first] = biases;
  invariant(first, 'There is no bias to carry');
  if (biases.length === 1) return first;
  return derivedTensor(first.dataType, first.dims, (result) => {
    for (const bias of biases) {
      const numbers = tensorNumbers(bias);
      for (let channel = 0; channel < result.length; channel++)
        result[channel] = (result[channel] ?? 0) + (numbers[channel] ?? 0);
    }
  });
};

import { invariant } from '../../../errors.ts';
import { isFloat } from '../../../ir/data-type.ts';
import type { Graph, Node, ValueId } from '../../../ir/graph.ts';
import { consumersOf, findProducer, findShape, findSoleConsumer, isGraphOutput } from '../../../ir/query.ts';
import { sameShape } from '../../../ir/shape.ts';
import { type Tensor, tensorNumbers } from '../../../ir/tensor.ts';
import { isPadded, shiftOutputs } from '../conv-input-channels.ts';
import { derivedTensor } from '../derived-tensor.ts';
import { describeNode } from '../guards.ts';
import { op } from '../match.ts';
import { MatchedNode } from '../matched-node.ts';
import { defineRule } from '../rule.ts';

type Conv = MatchedNode<'Conv'>;

/**
 * Adds the bias of a convolution behind its activation, where it costs no kernel: there it is part of the next biases.
 * Rewrite: Relu(u + b) = Max(u, -b) + b.  An unpadded convolution that reads this takes b into its own bias, as the sum of its
 * weights times b; an Add of a convolution, as a residual connection is, takes b into the bias of that convolution.
 * Shapes: u [N, C, ...]; b [C].  Exactness: rounding, of values that are kept without their biases.
 */
export const carryBiasPastRelu = defineRule({
  name: 'carry-bias-past-relu',
  summary: 'Relu(Conv + bias) becomes Max(Conv, -bias), and the bias goes into those of the next convolutions',
  example: {
    before: 'y = Conv(Relu(Conv(x[1,3,8,8], W[4,3,3,3], B[4])), V[2,4,1,1], C[2])',
    after: 'y = Conv(Max(Conv(x[1,3,8,8], W[4,3,3,3]), B1[4,1,1]), V[2,4,1,1], C1[2])',
  },
  root: 'relu',
  pattern: { relu: op('Relu') },
  where: ({ relu }, graph) =>
    relu.outputShape !== undefined && !isGraphOutput(graph, relu.output) && sourcesOf(graph, relu).length > 0,
  alsoChanges: ({ relu }, graph) => [
    ...sourcesOf(graph, relu).map(({ node }) => node),
    ...consumersOf(graph, relu.output).flatMap((user) => absorberOf(graph, relu, user)?.node ?? []),
  ],
  guard: ({ relu }, graph) => {
    const user = consumersOf(graph, relu.output).find((each) => absorberOf(graph, relu, each) === undefined);
    if (!user) return undefined;
    const reason = `${describeNode(graph, user)}, which reads ${describeNode(graph, relu.node)}, has no place for a bias`;
    return { reason, nodeIds: [relu.id, user.id] };
  },
  rewrite: ({ relu }, patch, graph) => {
    const sources = sourcesOf(graph, relu);
    const bias = sumOf(sources.flatMap((conv) => conv.constant('B') ?? []));
    // First: what is replaced below is replaced in these too.
    for (const conv of absorbersOf(graph, relu)) {
      patch.update(conv, { inputs: { B: patch.constant(biasWith(graph, relu, conv, bias)) } });
    }
    let data = relu.input('X');
    for (const conv of sources) {
      const bare = patch.add('Conv', {
        inputs: { X: conv.input('X'), W: conv.input('W') },
        attributes: conv.node.attributes,
        origins: [conv.id],
      });
      patch.replace(conv.output, bare);
      if (data === conv.output) data = bare.output;
    }
    invariant(data !== undefined, 'A Relu reads nothing');
    const floor = patch.constant(negated(bias, (relu.outputShape?.length ?? 2) - 2));
    patch.replace(relu.output, patch.add('Max', { inputs: { 'data_0...': [data, floor] }, origins: [relu.id] }));
  },
});

/** The convolutions whose constant biases reach a Relu: the one that it reads, or those whose sum it reads. */
function sourcesOf(graph: Graph, relu: MatchedNode<'Relu'>): readonly Conv[] {
  const data = relu.input('X');
  const source = data === undefined || !findSoleConsumer(graph, data) ? undefined : findProducer(graph, data);
  if (!source) return [];
  const values = isAdd(source) ? addendsOf(graph, source) : [data];
  return values.flatMap((id) => {
    const conv = findOwnConv(graph, id);
    return conv?.constant('B') ? [conv] : [];
  });
}

/** Every convolution that takes the bias over from a Relu, once. */
function absorbersOf(graph: Graph, relu: MatchedNode<'Relu'>): readonly Conv[] {
  const convs = consumersOf(graph, relu.output).flatMap((user) => absorberOf(graph, relu, user) ?? []);
  return [...new Map(convs.map((conv) => [conv.id, conv])).values()];
}

/** The convolution that takes over what `user` would miss if it read a Relu without the bias; undefined where none can. */
function absorberOf(graph: Graph, relu: MatchedNode<'Relu'>, user: Node): Conv | undefined {
  if (isAdd(user)) {
    const others = addendsOf(graph, user).filter((id) => id !== relu.output);
    return others.length === 1 ? findOwnConv(graph, others[0]) : undefined;
  }
  const conv = toConv(graph, user);
  return conv && !isPadded(conv) && conv.input('X') === relu.output ? conv : undefined;
}

/** The bias of an absorbing convolution with what it takes over: of what it reads, and of what is added to its output. */
function biasWith(graph: Graph, relu: MatchedNode<'Relu'>, conv: Conv, bias: Tensor): Tensor {
  const weight = conv.constant('W');
  invariant(weight, 'A convolution whose weights are computed takes over no bias');
  const own = conv.constant('B');
  const read =
    conv.input('X') === relu.output ? [shiftOutputs(conv, weight, () => tensorNumbers(bias))] : own ? [own] : [];
  const isAdded = consumersOf(graph, relu.output).some(
    (user) => isAdd(user) && absorberOf(graph, relu, user)?.id === conv.id,
  );
  return sumOf([...read, ...(isAdded ? [bias] : [])]);
}

/** The operands of an Add of equal shapes: nothing is broadcast. */
function addendsOf(graph: Graph, { inputs: [a, b] }: Node): readonly ValueId[] {
  const [left, right] = [findShape(graph, a), findShape(graph, b)];
  return a !== undefined && b !== undefined && left && right && sameShape(left, right) ? [a, b] : [];
}

const isAdd = ({ opType, domain }: Node): boolean => opType === 'Add' && domain === '';

/** The convolution with constant weights that makes a value for one user alone. */
function findOwnConv(graph: Graph, id: ValueId | undefined): Conv | undefined {
  const producer = id === undefined ? undefined : findProducer(graph, id);
  return producer && id !== undefined && findSoleConsumer(graph, id) ? toConv(graph, producer) : undefined;
}

function toConv(graph: Graph, node: Node): Conv | undefined {
  const matched = new MatchedNode(node, graph, false);
  if (!matched.is('Conv') || !isFloat(matched.constant('W')?.dataType ?? 'string')) return undefined;
  return matched.input('B') === undefined || matched.constant('B') ? matched : undefined;
}

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

/** -bias with dims that broadcast along `spatialRank` axes behind the channels. */
const negated = (bias: Tensor, spatialRank: number): Tensor =>
  derivedTensor(bias.dataType, [...bias.dims, ...Array.from({ length: spatialRank }, () => 1)], (result) => {
    const numbers = tensorNumbers(bias);
    for (let channel = 0; channel < result.length; channel++) result[channel] = -(numbers[channel] ?? 0);
  });

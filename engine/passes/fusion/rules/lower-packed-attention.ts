import { invariant } from '../../../errors.ts';
import type { Graph, Node } from '../../../ir/graph.ts';
import { findProducer, findShape, findSoleConsumer } from '../../../ir/query.ts';
import { op } from '../match.ts';
import { MatchedNode } from '../matched-node.ts';
import { defineRule } from '../rule.ts';

/**
 * Gives attention the projection of its queries, keys and values, where one product makes all three: ONNX Runtime adds the bias
 * and separates the heads in one step.
 * Rewrite: MultiHeadAttention(Split(x W + b), mask) = Attention(x, W, b, mask).
 * Shapes: x [N, S, D]; W [D, 3H]; b [3H].  Exactness: exact, up to the order in which a kernel sums.
 * Source: ONNX Runtime contrib operators, com.microsoft.Attention-1.
 */
export const lowerPackedAttention = defineRule({
  name: 'lower-packed-attention',
  summary: 'MatMul + bias -> Split -> MultiHeadAttention becomes Attention',
  example: {
    before:
      'q, k, v = Split(Add(MatMul(x[2,4,8], W[8,24]), b[24]), int64{8,8,8}){axis=-1}; y = com.microsoft::MultiHeadAttention(q, k, v, _, _, m[1,1,4,4]){num_heads=2}',
    after: 'y = com.microsoft::Attention(x[2,4,8], W[8,24], b[24], _, _, m[1,1,4,4]){num_heads=2}',
  },
  root: 'attention',
  pattern: { attention: op('com.microsoft::MultiHeadAttention') },
  where: ({ attention }, graph) => findProjection(graph, attention) !== undefined,
  alsoChanges: ({ attention }, graph) => {
    const found = findProjection(graph, attention);
    return found ? [found.split, found.sum, found.product.node] : [];
  },
  rewrite: ({ attention }, patch, graph) => {
    const found = findProjection(graph, attention);
    invariant(found, 'The projection of an attention that was matched is gone');
    const { product, sum, split, bias } = found;
    const packed = patch.add('com.microsoft::Attention', {
      inputs: {
        input: product.input('A'),
        weights: product.input('B'),
        bias,
        attention_bias: attention.input('attention_bias'),
      },
      attributes: attention.node.attributes,
      origins: [attention.id, split.id, sum.id, product.id],
    });
    patch.replace(attention.output, packed);
  },
});

type Attention = MatchedNode<'com.microsoft::MultiHeadAttention'>;

/** The biased product of which an attention takes the thirds. */
function findProjection(graph: Graph, attention: Attention) {
  const [query, key, value, bias, padding, , ...past] = attention.node.inputs;
  if ([bias, padding, ...past].some((id) => id !== undefined)) return undefined;
  const split = query === undefined ? undefined : findProducer(graph, query);
  const isThirds = [query, key, value].every(
    (id, index) => id !== undefined && split?.outputs[index] === id && findSoleConsumer(graph, id) !== undefined,
  );
  if (!split || !isThirds || !isEqualSplit(graph, split)) return undefined;
  const sum = findOwnProducer(graph, split.inputs[0], 'Add');
  const matched = sum?.inputs.map((id) => findOwnProducer(graph, id, 'MatMul')).find((node) => node !== undefined);
  const biasId = sum?.inputs.find((id) => id !== matched?.outputs[0]);
  if (!sum || !matched || biasId === undefined) return undefined;
  const product = new MatchedNode(matched, graph, false);
  if (!product.is('MatMul')) return undefined;
  const [data, weight, offset] = [
    findShape(graph, product.input('A')),
    product.constant('B'),
    graph.initializers.get(biasId),
  ];
  if (data?.length !== 3 || weight?.dims.length !== 2 || offset?.dims.length !== 1) return undefined;
  return offset.dims[0] === weight.dims[1] ? { product, sum, split, bias: biasId } : undefined;
}

/** Whether a node splits the last axis into equal thirds. */
function isEqualSplit(graph: Graph, split: Node): boolean {
  const shapes = split.outputs.map((id) => findShape(graph, id));
  const widths = new Set(shapes.map((shape) => shape?.at(-1)));
  const whole = findShape(graph, split.inputs[0])?.at(-1);
  const [width] = widths;
  return (
    split.opType === 'Split' &&
    shapes.length === 3 &&
    widths.size === 1 &&
    typeof width === 'number' &&
    whole === 3 * width
  );
}

const findOwnProducer = (graph: Graph, id: Node['inputs'][number], opType: string): Node | undefined => {
  const producer = id === undefined ? undefined : findProducer(graph, id);
  const isOwn =
    producer?.opType === opType && producer.domain === '' && id !== undefined && findSoleConsumer(graph, id);
  return isOwn ? producer : undefined;
};

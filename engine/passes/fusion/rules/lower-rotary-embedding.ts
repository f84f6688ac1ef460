import type { Graph, Node, ValueId } from '../../../ir/graph.ts';
import { findDataType, findProducer, findShape } from '../../../ir/query.ts';
import { type Tensor, tensorInts, tensorNumbers, tensorOfInts } from '../../../ir/tensor.ts';
import { derivedTensor } from '../derived-tensor.ts';
import { refuse, requireClosed } from '../guards.ts';
import { constant, op, value } from '../match.ts';
import { MatchedNode } from '../matched-node.ts';
import { firstRefusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';

/**
 * Writes a rotary position embedding by known angles as ONNX Runtime's own operator.
 * Rewrite: x * cos + [-x2, x1] * sin = RotaryEmbedding(x, 0, cos1, sin1), x = [x1, x2] along the last axis, cos = [cos1, cos1], sin alike.
 * Shapes: x [N, heads, S, d], cos and sin [1, 1, S, d].  Exactness: float32 rounding.
 * Source: Su et al., "RoFormer" (2021), section 3.2; ONNX Runtime contrib operators, com.microsoft.RotaryEmbedding-1.
 */
export const lowerRotaryEmbedding = defineRule({
  name: 'lower-rotary-embedding',
  summary: 'x * cos + rotated x * sin becomes RotaryEmbedding',
  example: {
    before:
      'a = Slice(x[2,3,1,4], int64{0}, int64{2}, int64{3}); b = Slice(x, int64{2}, int64{4}, int64{3}); y = Add(Mul(x, float32{0.5,1,0.5,1}[1,1,1,4]), Mul(Concat(Neg(b), a){axis=-1}, float32{0.25,2,0.25,2}[1,1,1,4]))',
    after: 'y = com.microsoft::RotaryEmbedding(x[2,3,1,4], int64{0}, c[1,2], s[1,2])',
  },
  root: 'embedded',
  pattern: {
    x: value(),
    cos: constant(),
    direct: op('Mul', { A: 'x', B: 'cos' }),
    second: op('Slice', { data: 'x' }),
    negated: op('Neg', { X: 'second' }),
    rotated: op('Concat', { 'inputs...': 'negated' }),
    sin: constant(),
    turned: op('Mul', { A: 'rotated', B: 'sin' }),
    embedded: op('Add', { A: 'direct', B: 'turned' }),
  },
  where: ({ x, cos, second, rotated, sin }, graph) => {
    const [length, depth] = findShape(graph, x)?.slice(2) ?? [];
    const first = firstHalfOf(graph, rotated);
    return (
      findShape(graph, x)?.length === 4 &&
      typeof length === 'number' &&
      typeof depth === 'number' &&
      first?.input('data') === x &&
      isHalf(first, 0, depth) &&
      isHalf(second, depth / 2, depth) &&
      isLastAxis(rotated) &&
      isTable(cos.tensor, length, depth) &&
      isTable(sin.tensor, length, depth)
    );
  },
  alsoChanges: ({ rotated }, graph) => {
    const first = firstHalfOf(graph, rotated);
    return first ? [first.node] : [];
  },
  guard: ({ x, cos, direct, second, negated, rotated, sin, turned, embedded }, graph) => {
    const first = firstHalfOf(graph, rotated);
    return firstRefusal(
      requireClosed(graph, embedded, [direct, second, negated, rotated, turned, ...(first ? [first] : [])]),
      findDataType(graph, x) === 'float32' ? undefined : refuse(embedded, 'the operator is used for float32 alone'),
      hasEqualHalves(cos.tensor) && hasEqualHalves(sin.tensor)
        ? undefined
        : refuse(embedded, 'the angles of the two halves differ'),
    );
  },
  rewrite: ({ x, cos, direct, second, negated, rotated, sin, turned, embedded }, patch, graph) => {
    const first = firstHalfOf(graph, rotated);
    const parts = [direct, second, negated, rotated, turned, ...(first ? [first] : []), embedded];
    const fused = patch.add('com.microsoft::RotaryEmbedding', {
      inputs: {
        input: x,
        position_ids: patch.constant(tensorOfInts([0])),
        cos_cache: patch.constant(firstHalf(cos.tensor)),
        sin_cache: patch.constant(firstHalf(sin.tensor)),
      },
      origins: parts.map((node) => node.id),
    });
    patch.replace(embedded.output, fused);
  },
});

type Slice = MatchedNode<'Slice'>;

/** The Slice that gives the second input of the Concat. */
function firstHalfOf(graph: Graph, rotated: MatchedNode<'Concat'>): Slice | undefined {
  const [, id, ...more] = rotated.node.inputs;
  const producer: Node | undefined = id === undefined ? undefined : findProducer(graph, id as ValueId);
  const isSlice = producer?.opType === 'Slice' && producer.domain === '' && more.length === 0;
  return isSlice ? new MatchedNode<'Slice'>(producer, graph) : undefined;
}

/** True for the half of the last axis that begins at `start`. */
function isHalf(slice: Slice, start: number, depth: number): boolean {
  const [startTensor, axesTensor, stepsTensor] = [
    slice.constant('starts'),
    slice.constant('axes'),
    slice.constant('steps'),
  ];
  const starts = slice.attributes.starts ?? (startTensor && tensorInts(startTensor));
  const axes = slice.attributes.axes ?? (axesTensor && tensorInts(axesTensor));
  const [axis, step] = [axes?.[0], stepsTensor ? tensorInts(stepsTensor)[0] : 1];
  const from = starts?.[0];
  return (
    axes?.length === 1 &&
    (axis === 3 || axis === -1) &&
    step === 1 &&
    (from === start || from === start - depth) &&
    slice.outputShape?.at(-1) === depth / 2
  );
}

const isLastAxis = ({ attributes }: MatchedNode<'Concat'>): boolean => attributes.axis === -1 || attributes.axis === 3;

/** True for a table of S x d numbers that is the same for all samples and heads. */
const isTable = ({ dims }: Tensor, length: number, depth: number): boolean =>
  dims.length <= 4 && dims.at(-1) === depth && dims.at(-2) === length && dims.slice(0, -2).every((dim) => dim === 1);

function hasEqualHalves(table: Tensor): boolean {
  const [numbers, depth] = [tensorNumbers(table), table.dims.at(-1) ?? 1];
  return numbers.every((value, index) => index % depth < depth / 2 || value === numbers[index - depth / 2]);
}

/** [.., S, d] as [S, d/2]. */
function firstHalf(table: Tensor): Tensor {
  const [length = 1, depth = 2] = table.dims.slice(-2);
  return derivedTensor(table.dataType, [length, depth / 2], (result) => {
    const numbers = tensorNumbers(table);
    for (let index = 0; index < result.length; index++)
      result[index] = numbers[Math.floor(index / (depth / 2)) * depth + (index % (depth / 2))] ?? 0;
  });
}

import { floatAttribute } from '../../../ir/build.ts';
import type { Graph, ValueId } from '../../../ir/graph.ts';
import { findConstant, findProducer, findShape, requireValue } from '../../../ir/query.ts';
import { type Dim, printShape } from '../../../ir/shape.ts';
import { tensorNumbers, tensorOfFloats } from '../../../ir/tensor.ts';
import { zeroTensor } from '../derived-tensor.ts';
import { refuse, requireClosed } from '../guards.ts';
import {
  type HeadShape,
  headShapeOf,
  isTransposed,
  joinHeads,
  reshape,
  splitHeads,
  transpose,
  unscaled,
} from '../heads.ts';
import { type Match, op, optional, value } from '../match.ts';
import { firstRefusal, type Refusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';
import type { RulePatch } from '../rule-patch.ts';
import { isScalar } from '../scalars.ts';

const pattern = {
  query: value(),
  key: value(),
  value: value(),
  scores: op('MatMul', { A: 'query', B: 'key' }),
  scaled: optional(op(['Mul', 'Div'], { A: 'scores' })),
  masked: optional(op(['Add', 'Where'], { A: 'scaled', X: 'scaled' })),
  softmax: op('Softmax', { input: 'masked' }),
  isUndefined: optional(op('IsNaN', { X: 'softmax' })),
  defined: optional(op('Where', { Y: 'softmax', condition: 'isUndefined' })),
  product: op('MatMul', { A: 'defined', B: 'value' }),
};

/**
 * Writes scaled dot-product attention as ONNX Runtime's MultiHeadAttention, which takes heads side by side.
 * Rewrite: MatMul(Softmax(MatMul(Q * a, K' * b) * c + mask), V) = heads of MultiHeadAttention(Q, K, V, mask) with scale = a b c.
 * Shapes: Q [N, heads, S, d], K' [N, heads, d, T], V [N, heads, T, v]; mask [1|N, 1|heads, 1|S, T].
 * Exactness: float32 rounding. A mask by Where must be so large that it swallows the score.
 * Source: ONNX Runtime contrib operators, com.microsoft.MultiHeadAttention-1.
 */
export const lowerAttention = defineRule({
  name: 'lower-attention',
  summary: 'MatMul -> scale -> mask -> Softmax -> MatMul becomes MultiHeadAttention',
  example: {
    before:
      's = Softmax(Add(Mul(MatMul(x[2,2,4,8], x1[2,2,8,4]), float32(0.25)), m[1,2,4,4])); y = MatMul(s, x2[2,2,4,8])',
    after:
      'q = Reshape(Transpose(x[2,2,4,8]){perm=[0,2,1,3]}, int64{2,4,16}); k = Transpose(x1[2,2,8,4]){perm=[0,1,3,2]}; a = com.microsoft::MultiHeadAttention(q, k, x2[2,2,4,8], _, _, m[1,2,4,4]){num_heads=2, scale=0.25}; y = Transpose(Reshape(a, int64{2,4,2,8})){perm=[0,2,1,3]}',
  },
  root: 'product',
  pattern,
  where: ({ query, key, value: values, scaled, masked, softmax, isUndefined, defined }, graph) =>
    headShapeOf(findShape(graph, query)) !== undefined &&
    headShapeOf(findShape(graph, key), true) !== undefined &&
    headShapeOf(findShape(graph, values)) !== undefined &&
    (scaled === undefined || scaleOf(scaled) !== undefined) &&
    (masked === undefined || masked.is('Add') || (masked.is('Where') && isSwallowing(masked.constant('Y')))) &&
    [-1, 3].includes(softmax.attributes.axis) &&
    (defined === undefined || (isUndefined !== undefined && isZero(defined.constant('X')))),
  alsoChanges: ({ query, key }, graph) => [
    ...unscaled(graph, query).nodeIds.flatMap((id) => graph.nodes.get(id) ?? []),
    ...unscaled(graph, key).nodeIds.flatMap((id) => graph.nodes.get(id) ?? []),
  ],
  guard: (match, graph) =>
    firstRefusal(
      requireClosed(
        graph,
        match.product,
        [match.scores, match.scaled, match.masked, match.softmax, match.isUndefined, match.defined].filter(
          (node) => node !== undefined,
        ),
      ),
      requireFloat32(match, graph),
      requireSameHeads(match, graph),
      requireMask(match, graph),
      requireFiniteMask(match, graph),
    ),
  rewrite: (match, patch, graph) => {
    const { scores, scaled, masked, softmax, product } = match;
    const [q, k] = [unscaled(graph, match.query), unscaled(graph, match.key)];
    const shapes = headShapesOf(match, graph);
    if (!shapes) return;
    const inner = [scores, scaled, masked, softmax, match.isUndefined, match.defined, product];
    const origins = [...q.nodeIds, ...k.nodeIds, ...inner.flatMap((node) => (node ? [node.id] : []))];
    // Where exporters transposed rows into heads, the operator reads the rows and nothing is moved. Heads must be of one depth.
    const areRows =
      shapes.key.depth !== shapes.value.depth ||
      (isTransposed(graph, k.value, [0, 2, 3, 1]) && isTransposed(graph, match.value, [0, 2, 1, 3]));
    const bias = addBias(match, patch, graph, shapes.query);
    const attention = patch.add('com.microsoft::MultiHeadAttention', {
      inputs: {
        query: joinHeads(patch, q.value, shapes.query, [0, 2, 1, 3], [scores.id], '_query'),
        key: areRows
          ? joinHeads(patch, k.value, shapes.key, [0, 3, 1, 2], [scores.id], '_key')
          : transpose(patch, k.value, [0, 1, 3, 2], [scores.id], '_key'),
        value: areRows
          ? joinHeads(patch, match.value, shapes.value, [0, 2, 1, 3], [product.id], '_value')
          : match.value,
        ...(bias !== undefined && { attention_bias: bias }),
      },
      attributes: new Map([
        ['num_heads', { type: 'int', value: BigInt(shapes.query.heads) }],
        ['scale', floatAttribute(q.factor * k.factor * (scaled ? (scaleOf(scaled) ?? 1) : 1))],
      ]),
      origins,
      suffix: '_attention',
    });
    patch.replace(
      product.output,
      splitHeads(patch, attention.output, { ...shapes.query, depth: shapes.value.depth }, [product.id]),
    );
  },
});

type Found = Match<typeof pattern>;

interface HeadShapes {
  readonly query: HeadShape;
  readonly key: HeadShape;
  readonly value: HeadShape;
}

function headShapesOf({ query, key, value: values }: Found, graph: Graph): HeadShapes | undefined {
  const [q, k, v] = [
    headShapeOf(findShape(graph, query)),
    headShapeOf(findShape(graph, key), true),
    headShapeOf(findShape(graph, values)),
  ];
  return q && k && v && { query: q, key: k, value: v };
}

function scaleOf(scaled: NonNullable<Found['scaled']>): number | undefined {
  const constant = scaled.constant('B');
  if (!constant || !isScalar(constant) || constant.dims.length > 4) return undefined;
  const number = tensorNumbers(constant)[0] ?? Number.NaN;
  return scaled.is('Mul') ? number : 1 / number;
}

const isZero = (constant: ReturnType<typeof findConstant>): boolean =>
  constant !== undefined && isScalar(constant) && tensorNumbers(constant)[0] === 0;

/** Some exporters put zeros where every key is masked by -Infinity; the operator does not. With finite masks there is no such row. */
function requireFiniteMask(match: Found, graph: Graph): Refusal | undefined {
  const mask = maskOf(match);
  if (!match.defined || mask === undefined) return undefined;
  const producer = findProducer(graph, mask);
  const sources = producer?.opType === 'Where' && producer.domain === '' ? producer.inputs.slice(1) : [mask];
  const hasFiniteEntries = sources.every((id) => {
    const constant = findConstant(graph, id);
    return constant !== undefined && tensorNumbers(constant).every(Number.isFinite);
  });
  return hasFiniteEntries
    ? undefined
    : refuse(match.softmax, 'where -Infinity masks every key the model gives zeros, and the operator would not');
}

/** A number beside which any score vanishes in float32. */
const isSwallowing = (constant: ReturnType<typeof findConstant>): boolean =>
  constant !== undefined && isScalar(constant) && (tensorNumbers(constant)[0] ?? 0) <= -1e30;

function requireFloat32({ product, query }: Found, graph: Graph): Refusal | undefined {
  const type = requireValue(graph, query).type;
  return type?.kind === 'tensor' && type.dataType === 'float32'
    ? undefined
    : refuse(product, 'MultiHeadAttention is written for float32');
}

function requireSameHeads(match: Found, graph: Graph): Refusal | undefined {
  const shapes = headShapesOf(match, graph);
  if (!shapes) return undefined;
  const { query, key, value: values } = shapes;
  if (query.heads !== key.heads || query.heads !== values.heads)
    return refuse(match.product, `queries have ${query.heads} heads, keys ${key.heads} and values ${values.heads}`);
  const isSame = (a: Dim, b: Dim) => a !== undefined && a === b;
  if (!isSame(query.batch, key.batch) || !isSame(query.batch, values.batch))
    return refuse(match.product, 'queries, keys and values are not known to be of one batch');
  return isSame(key.length, values.length)
    ? undefined
    : refuse(match.product, 'keys and values are not known to be equally many');
}

/** The operator takes a mask per query and key; one for all queries is spread over them where their number is known. */
function requireMask(match: Found, graph: Graph): Refusal | undefined {
  const shapes = headShapesOf(match, graph);
  const mask = maskOf(match);
  if (!shapes || mask === undefined) return undefined;
  const shape = findShape(graph, mask);
  const refusal = (what: string) =>
    refuse(match.softmax, `the mask ${shape ? printShape(shape) : 'of unknown shape'} ${what}`);
  if (!shape || shape.length > 4) return refusal('has no known place in the scores');
  const [batch = 1, heads = 1, queries = 1, keys = 1] = [
    ...Array.from({ length: 4 - shape.length }, () => 1),
    ...shape,
  ];
  const { query, key } = shapes;
  if (keys === undefined || keys !== key.length) return refusal('is not known to have an entry for each key');
  if (queries !== query.length && !(queries === 1 && typeof query.length === 'number'))
    return refusal('is not known to have an entry for each query');
  if (batch !== 1 && batch !== query.batch) return refusal('is not known to be of the same batch');
  return heads === 1 || heads === query.heads ? undefined : refusal('is not for these heads');
}

/** The values that say what is masked: what is added, or the condition to keep a score. */
function maskOf({ scaled, scores, masked }: Found): ValueId | undefined {
  if (!masked) return undefined;
  if (masked.is('Where')) return masked.input('condition');
  const score = (scaled ?? scores).output;
  return masked.node.inputs.find((id) => id !== score);
}

/** The mask as the operator wants it, added to the scores: [1|N, 1|heads, S, T]. */
function addBias(match: Found, patch: RulePatch, graph: Graph, query: HeadShape): ValueId | undefined {
  const { masked, softmax } = match;
  const mask = maskOf(match);
  const shape = findShape(graph, mask);
  if (!masked || mask === undefined || !shape) return undefined;
  let bias = mask;
  if (masked.is('Where')) {
    const zero = patch.constant(tensorOfFloats([], new Float32Array(1)));
    const lowest = masked.input('Y');
    bias = patch.add('Where', {
      inputs: { condition: mask, X: zero, Y: lowest },
      origins: [masked.id],
      suffix: '_mask',
    }).output;
  }
  if (shape.length < 4) {
    const ones = Array.from({ length: 4 - shape.length }, () => 1);
    bias = reshape(patch, bias, [...ones, ...shape], [masked.id], '_axes');
  }
  const queries = shape.at(-2) ?? 1;
  if (queries === query.length) return bias;
  const rows = patch.constant(zeroTensor('float32', [1, 1, Number(query.length), 1]));
  return patch.add('Add', { inputs: { A: bias, B: rows }, origins: [softmax.id], suffix: '_queries' }).output;
}

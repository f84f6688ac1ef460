import { attributesOf } from '../../../ir/build.ts';
import type { Graph, NodeId, ValueId } from '../../../ir/graph.ts';
import { findConstant } from '../../../ir/query.ts';
import { isStatic, type Shape, sameShape } from '../../../ir/shape.ts';
import { tensorOfInts } from '../../../ir/tensor.ts';
import { isPadded } from '../conv-input-channels.ts';
import { isPointwise } from '../deep-pointwise.ts';
import { reshapedTensor } from '../derived-tensor.ts';
import { requireSameShape, requireSoleConsumer } from '../guards.ts';
import { op, value } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { asConstantConv } from '../own-producer.ts';
import { firstRefusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';
import type { RulePatch } from '../rule-patch.ts';

/**
 * Adds a skip connection inside the matrix product that a 1x1 convolution is, for a provider that keeps channels last: its own
 * Transposes cancel these.
 * Rewrite: Add(Conv(x, W), skip) = T'(Gemm(T(x), W, T(skip)){transB=1}), T being [N, C, H, W] -> [N * H * W, C].
 * Shapes: x [N, C, H, W], W [M, C, 1, 1], skip [N, M, H, W].  Exactness: exact, up to the order in which a kernel sums.
 */
export const lowerResidualConvToGemm = defineRule({
  name: 'lower-residual-conv-to-gemm',
  summary: 'Add of a 1x1 Conv without bias and of a skip connection becomes Gemm over channels-last rows',
  example: {
    before: 'y = Add(Conv(x[1,8,4,4], W[6,8,1,1]), x1[1,6,4,4])',
    after:
      'y = Transpose(Reshape(Gemm(Reshape(Transpose(x[1,8,4,4]){perm=[0,2,3,1]}, int64{-1,8}), W1[6,8], ' +
      'Reshape(Transpose(x1[1,6,4,4]){perm=[0,2,3,1]}, int64{-1,6})){transB=1}, int64{-1,4,4,6})){perm=[0,3,1,2]}',
  },
  root: 'add',
  pattern: { conv: op('Conv'), skip: value(), add: op('Add', { A: 'conv', B: 'skip' }) },
  where: ({ conv, skip }, graph) =>
    imageOf(graph, conv) !== undefined && skip !== conv.output && !findConstant(graph, skip),
  guard: ({ conv, skip, add }, graph) =>
    firstRefusal(requireSoleConsumer(graph, conv, add), requireSameShape(graph, conv, skip)),
  rewrite: ({ conv, skip, add }, patch, graph) => {
    const image = imageOf(graph, conv);
    const [x, weight] = [conv.input('X'), conv.constant('W')];
    if (!image || x === undefined || !weight) return;
    const [columnCount = 0, channelCount = 0] = weight.dims;
    const origins = [conv.id, add.id];
    const product = patch.add('Gemm', {
      inputs: {
        A: addRows(patch, x, channelCount, { origins, suffix: '_rows' }),
        B: patch.constant(reshapedTensor(weight, [columnCount, channelCount])),
        C: addRows(patch, skip, columnCount, { origins, suffix: '_skip' }),
      },
      attributes: attributesOf({ transB: 1 }),
      origins,
    });
    const shape = patch.constant(tensorOfInts([-1, ...image, columnCount]));
    const last = patch.add('Reshape', { inputs: { data: product.output, shape }, origins, suffix: '_image' });
    const attributes = attributesOf({ perm: CHANNELS_FIRST });
    const first = patch.add('Transpose', { inputs: { data: last.output }, attributes, origins, suffix: '_first' });
    patch.replace(add.output, first);
  },
});

const CHANNELS_LAST = [0, 2, 3, 1];
const CHANNELS_FIRST = [0, 3, 1, 2];

/** [H, W] of what a convolution makes, where it multiplies the channels of each position by a constant matrix and no more. */
function imageOf(graph: Graph, matched: MatchedNode<'Conv'>): readonly number[] | undefined {
  const conv = asConstantConv(graph, matched.node);
  if (!conv || conv.input('B') !== undefined || conv.attributes.group !== 1 || isPadded(conv)) return undefined;
  if (!isPointwise(conv) || conv.attributes.strides?.some((step) => step !== 1)) return undefined;
  const [, channelCount = 0] = conv.constant('W')?.dims ?? [];
  const made: Shape = conv.outputShape ?? [];
  const image: Shape = made.slice(2);
  const isWhole = channelCount > 0 && sameShape(conv.shape('X') ?? [], [made[0], channelCount, ...image]);
  return isWhole && isStatic(image) && image.every((extent) => extent > 0) ? image : undefined;
}

interface Place {
  readonly origins: readonly NodeId[];
  readonly suffix: string;
}

/** [N * H * W, C] of [N, C, H, W]. */
function addRows(patch: RulePatch, image: ValueId, channelCount: number, { origins, suffix }: Place): ValueId {
  const attributes = attributesOf({ perm: CHANNELS_LAST });
  const last = patch.add('Transpose', { inputs: { data: image }, attributes, origins, suffix: `${suffix}_last` });
  const shape = patch.constant(tensorOfInts([-1, channelCount]));
  return patch.add('Reshape', { inputs: { data: last.output, shape }, origins, suffix }).output;
}

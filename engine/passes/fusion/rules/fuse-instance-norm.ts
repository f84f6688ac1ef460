import { floatAttribute } from '../../../ir/build.ts';
import type { Graph, ValueId } from '../../../ir/graph.ts';
import { findDataType, findShape } from '../../../ir/query.ts';
import { elementCountOf } from '../../../ir/shape.ts';
import { type Tensor, tensorNumbers } from '../../../ir/tensor.ts';
import { reshapedTensor } from '../derived-tensor.ts';
import { refuse, requireClosed } from '../guards.ts';
import type { MatchedNode } from '../matched-node.ts';
import { meanAxesOf } from '../mean-axes.ts';
import { firstRefusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';
import { isScalar } from '../scalars.ts';
import { innerOf, isInverse, isSquare, normalizationSteps } from './fuse-layer-norm.ts';

/**
 * Writes the steps of a normalization of each channel over the spatial axes as the operator.
 * Rewrite: (x - mean(x)) / sqrt(mean((x - mean(x))^2) + epsilon) * gamma + beta = InstanceNormalization(x, gamma, beta).
 * Shapes: x [N, C, ...]; gamma, beta [C, 1, ...].  Exactness: float32 rounding.
 * Source: Ulyanov, Vedaldi and Lempitsky, "Instance Normalization" (2016), equation 2; ONNX InstanceNormalization-6.
 */
export const fuseInstanceNorm = defineRule({
  name: 'fuse-instance-norm',
  summary:
    'ReduceMean, Sub, square, ReduceMean, Sqrt, Div, Mul, Add over height and width become InstanceNormalization',
  example: {
    before:
      'c = Sub(x[2,4,5,5], ReduceMean(x){axes=[2,3]}); v = ReduceMean(Pow(c, float32(2))){axes=[2,3]}; n = Div(c, Sqrt(Add(v, float32(0.5)))); y = Add(Mul(n, g[4,1,1]), b[4,1,1])',
    after: 'y = InstanceNormalization(x[2,4,5,5], g[4], b[4]){epsilon=0.5}',
  },
  root: 'norm',
  pattern: normalizationSteps,
  where: ({ x, mean, square, variance, epsilon, inverse, normalized, gamma, beta }, graph) =>
    isOverSpatialAxes(graph, x, mean) &&
    isOverSpatialAxes(graph, x, variance) &&
    isScalar(epsilon.tensor) &&
    isSquare(square) &&
    isInverse(inverse, normalized) &&
    isByChannel(graph, x, gamma.tensor) &&
    isByChannel(graph, x, beta.tensor),
  guard: (match, graph) =>
    firstRefusal(
      requireClosed(graph, match.norm, innerOf(match)),
      findDataType(graph, match.x) === 'float32' ? undefined : refuse(match.norm, 'its statistics are not in float32'),
    ),
  rewrite: (match, patch) => {
    const { x, epsilon, gamma, beta, norm } = match;
    const flat = ({ tensor }: typeof gamma) => patch.constant(reshapedTensor(tensor, [elementCountOf(tensor.dims)]));
    const fused = patch.add('InstanceNormalization', {
      inputs: { input: x, scale: flat(gamma), B: flat(beta) },
      attributes: new Map([['epsilon', floatAttribute(tensorNumbers(epsilon.tensor)[0] ?? 0)]]),
      origins: [...innerOf(match), norm].map((node) => node.id),
    });
    patch.replace(norm.output, fused);
  },
});

/** True for a mean over all axes behind the channels that keeps them. */
function isOverSpatialAxes(graph: Graph, x: ValueId, mean: MatchedNode<'ReduceMean'>): boolean {
  const rank = findShape(graph, x)?.length;
  const axes = meanAxesOf(mean);
  if (rank === undefined || rank < 3 || !axes || !mean.attributes.keepDims) return false;
  const spatial = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  return spatial.size === rank - 2 && !spatial.has(0) && !spatial.has(1);
}

/** True for one number per channel, broadcast over the spatial axes. */
function isByChannel(graph: Graph, x: ValueId, { dims }: Tensor): boolean {
  const shape = findShape(graph, x);
  const offset = (shape?.length ?? 0) - dims.length;
  return (
    shape !== undefined &&
    typeof shape[1] === 'number' &&
    elementCountOf(dims) === shape[1] &&
    dims.every((dim, axis) => dim === 1 || axis + offset === 1)
  );
}

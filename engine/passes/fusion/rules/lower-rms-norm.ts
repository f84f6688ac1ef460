import { attributesOf, floatAttribute } from '../../../ir/build.ts';
import { findDataType } from '../../../ir/query.ts';
import { tensorNumbers } from '../../../ir/tensor.ts';
import { refuse, requireClosed } from '../guards.ts';
import { constant, op, optional, value } from '../match.ts';
import { isOverLastAxis } from '../mean-axes.ts';
import { firstRefusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';
import { isScalar } from '../scalars.ts';
import { isInverse, isSquare } from './fuse-layer-norm.ts';

/**
 * Writes the steps of a root mean square normalization over the last axis as ONNX Runtime's operator.
 * Rewrite: x / sqrt(mean(x^2) + epsilon) * gamma = SimplifiedLayerNormalization(x, gamma).
 * Shapes: x [..., H], gamma [H].  Exactness: float32 rounding.
 * Source: Zhang and Sennrich, "Root Mean Square Layer Normalization" (2019), equation 4; ONNX Runtime, SimplifiedLayerNormalization-1.
 */
export const lowerRmsNorm = defineRule({
  name: 'lower-rms-norm',
  summary: 'square, ReduceMean, Sqrt, Div, Mul become SimplifiedLayerNormalization',
  example: {
    before:
      'r = Sqrt(Add(ReduceMean(Pow(x[2,4,8], float32(2))){axes=[-1]}, float32(0.5))); y = Mul(g[8], Mul(x, Div(float32(1), r)))',
    after: 'y = SimplifiedLayerNormalization(x[2,4,8], g[8]){axis=-1, epsilon=0.5}',
  },
  root: 'norm',
  pattern: {
    x: value(),
    square: op(['Pow', 'Mul'], { X: 'x', A: 'x', B: 'x' }),
    mean: op('ReduceMean', { data: 'square' }),
    epsilon: constant(),
    shifted: op('Add', { A: 'mean', B: 'epsilon' }),
    root: op('Sqrt', { X: 'shifted' }),
    inverse: optional(op(['Reciprocal', 'Div'], { X: 'root', B: 'root' })),
    normalized: op(['Div', 'Mul'], { A: 'x', B: 'inverse' }),
    gamma: constant(),
    norm: op('Mul', { A: 'normalized', B: 'gamma' }),
  },
  where: ({ square, mean, epsilon, inverse, normalized, gamma }) =>
    isOverLastAxis(mean) &&
    isScalar(epsilon.tensor) &&
    isSquare(square) &&
    isInverse(inverse, normalized) &&
    gamma.tensor.dims.length === 1 &&
    mean.shape('data')?.at(-1) === gamma.tensor.dims[0],
  guard: ({ x, square, mean, shifted, root, inverse, normalized, norm }, graph) =>
    firstRefusal(
      requireClosed(graph, norm, [square, mean, shifted, root, ...(inverse ? [inverse] : []), normalized]),
      findDataType(graph, x) === 'float32' ? undefined : refuse(norm, 'its statistics are not in float32'),
    ),
  rewrite: ({ x, square, mean, epsilon, shifted, root, inverse, normalized, gamma, norm }, patch) => {
    const inner = [square, mean, shifted, root, ...(inverse ? [inverse] : []), normalized];
    const fused = patch.add('SimplifiedLayerNormalization', {
      inputs: { X: x, scale: gamma.id },
      attributes: new Map([
        ...attributesOf({ axis: -1 }),
        ['epsilon', floatAttribute(tensorNumbers(epsilon.tensor)[0] ?? 0)],
      ]),
      origins: [...inner, norm].map((node) => node.id),
    });
    patch.replace(norm.output, fused);
  },
});

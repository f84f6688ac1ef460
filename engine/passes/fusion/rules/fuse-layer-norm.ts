import { attributesOf, floatAttribute } from '../../../ir/build.ts';
import type { Graph } from '../../../ir/graph.ts';
import { findDataType, opsetOf } from '../../../ir/query.ts';
import { tensorNumbers } from '../../../ir/tensor.ts';
import type { Target } from '../../../targets/target.ts';
import { refuse, requireClosed } from '../guards.ts';
import { constant, type Match, op, optional, value } from '../match.ts';
import { isOverLastAxis } from '../mean-axes.ts';
import { firstRefusal, type Refusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';
import { isAbout, isScalar } from '../scalars.ts';

export const normalizationSteps = {
  x: value(),
  mean: op('ReduceMean', { data: 'x' }),
  centered: op('Sub', { A: 'x', B: 'mean' }),
  square: op(['Pow', 'Mul'], { X: 'centered', A: 'centered', B: 'centered' }),
  variance: op('ReduceMean', { data: 'square' }),
  epsilon: constant(),
  shifted: op('Add', { A: 'variance', B: 'epsilon' }),
  root: op('Sqrt', { X: 'shifted' }),
  inverse: optional(op(['Reciprocal', 'Div'], { X: 'root', B: 'root' })),
  normalized: op(['Div', 'Mul'], { A: 'centered', B: 'inverse' }),
  gamma: constant(),
  scaled: op('Mul', { A: 'normalized', B: 'gamma' }),
  beta: constant(),
  norm: op('Add', { A: 'scaled', B: 'beta' }),
};
type Found = Match<typeof normalizationSteps>;

/**
 * Writes the steps of a layer normalization over the last axis as the operator.
 * Rewrite: (x - mean(x)) / sqrt(mean((x - mean(x))^2) + epsilon) * gamma + beta = LayerNormalization(x, gamma, beta).
 * Shapes: x [..., H], gamma [H], beta [H].  Exactness: float32 rounding.
 * Source: Ba, Kiros and Hinton, "Layer Normalization" (2016), equation 4; ONNX LayerNormalization-17. ONNX Runtime takes it in older operator sets too.
 */
export const fuseLayerNorm = defineRule({
  name: 'fuse-layer-norm',
  summary: 'ReduceMean, Sub, square, ReduceMean, Sqrt, Div, Mul, Add become LayerNormalization',
  example: {
    before:
      'c = Sub(x[2,4,8], ReduceMean(x){axes=[-1]}); v = ReduceMean(Pow(c, float32(2))){axes=[-1]}; n = Div(c, Sqrt(Add(v, float32(0.5)))); y = Add(Mul(n, g[8]), b[8])',
    after: 'y = LayerNormalization(x[2,4,8], g[8], b[8]){axis=-1, epsilon=0.5}',
  },
  root: 'norm',
  pattern: normalizationSteps,
  where: ({ mean, square, variance, epsilon, inverse, normalized, gamma, beta }) =>
    isOverLastAxis(mean) &&
    isOverLastAxis(variance) &&
    isScalar(epsilon.tensor) &&
    isSquare(square) &&
    isInverse(inverse, normalized) &&
    gamma.tensor.dims.length === 1 &&
    beta.tensor.dims.length === 1 &&
    mean.shape('data')?.at(-1) === gamma.tensor.dims[0] &&
    gamma.tensor.dims[0] === beta.tensor.dims[0],
  guard: (match, graph, target) =>
    firstRefusal(
      requireClosed(graph, match.norm, innerOf(match)),
      requireOperator(match, graph, target),
      findDataType(graph, match.x) === 'float32' ? undefined : refuse(match.norm, 'its statistics are not in float32'),
    ),
  rewrite: (match, patch) => {
    const { x, epsilon, gamma, beta, norm } = match;
    const fused = patch.add('LayerNormalization', {
      inputs: { X: x, Scale: gamma.id, B: beta.id },
      attributes: new Map([
        ...attributesOf({ axis: -1 }),
        ['epsilon', floatAttribute(tensorNumbers(epsilon.tensor)[0] ?? 0)],
      ]),
      origins: [...innerOf(match), norm].map((node) => node.id),
    });
    patch.replace(norm.output, fused);
  },
});

export const innerOf = ({ mean, centered, square, variance, shifted, root, inverse, normalized, scaled }: Found) =>
  [mean, centered, square, variance, shifted, root, inverse, normalized, scaled].filter((node) => node !== undefined);

/** x * x, or x to the power of 2. */
export const isSquare = (square: Found['square']): boolean => {
  if (square.is('Mul')) return true;
  const exponent = square.constant('Y');
  return exponent !== undefined && isAbout(exponent, 2);
};

/** Division by the root, or multiplication by what 1 divided by it is. */
export function isInverse(inverse: Found['inverse'], normalized: Found['normalized']): boolean {
  if (!inverse) return normalized.is('Div');
  if (normalized.is('Div')) return false;
  const one = inverse.is('Div') ? inverse.constant('A') : undefined;
  return inverse.is('Reciprocal') || (one !== undefined && isAbout(one, 1));
}

function requireOperator({ norm }: Found, graph: Graph, target: Target): Refusal | undefined {
  const opset = opsetOf(graph);
  if (opset >= 17 || target.name.startsWith('onnxruntime')) return undefined;
  return refuse(norm, `LayerNormalization is an operator since opset 17, and the model is at ${opset}`);
}

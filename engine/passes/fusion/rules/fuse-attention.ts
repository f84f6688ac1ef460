import { requireClosed } from '../guards.ts';
import { isAlone } from '../layer-members.ts';
import { op, optional } from '../match.ts';
import { defineLayerRule } from '../rule.ts';

/**
 * Runs scaled dot-product attention as one kernel, with its scale and mask where there are any.
 * Equation: softmax(Q K^T / sqrt(d) + mask) V.  Source: Vaswani et al., "Attention Is All You Need" (2017), equation 1.
 */
export const fuseAttention = defineLayerRule({
  name: 'fuse-attention',
  summary: 'MatMul -> scale -> mask -> Softmax -> MatMul runs as one kernel',
  example: {
    before:
      's = Div(MatMul(x[1,2,4,8], x1[1,2,8,4]), float32(2.83)); y = MatMul(Softmax(Add(s, x2[1,1,1,4])), x3[1,2,4,8])',
    after: 'MatMul + Div + Add + Softmax + MatMul',
  },
  root: 'product',
  pattern: {
    scores: op('MatMul'),
    scaled: optional(op(['Mul', 'Div'], { A: 'scores' })),
    masked: optional(op('Add', { A: 'scaled' })),
    softmax: op('Softmax', { input: 'masked' }),
    product: op('MatMul', { A: 'softmax' }),
  },
  where: ({ scores, product }, graph) => isAlone(graph, scores.node) && isAlone(graph, product.node),
  guard: ({ scores, scaled, masked, softmax, product }, graph) =>
    requireClosed(
      graph,
      product,
      [scores, scaled, masked, softmax].filter((node) => node !== undefined),
    ),
});

import { requireClosed } from '../guards.ts';
import { isAlone } from '../layer-members.ts';
import { op, optional, value } from '../match.ts';
import { defineLayerRule } from '../rule.ts';
import { isScalar } from '../scalars.ts';

/**
 * Runs x * sigmoid(alpha * x) as one kernel: SiLU where alpha is 1, "quick GELU" where it is 1.702.
 * Source: Ramachandran, Zoph and Le, "Searching for Activation Functions" (2017).
 */
export const fuseSilu = defineLayerRule({
  name: 'fuse-silu',
  summary: 'x * Sigmoid(x) runs as one kernel',
  example: { before: 'p = Tanh(x[2,3]); y = Mul(p, Sigmoid(p))', after: 'Tanh; Sigmoid + Mul' },
  root: 'product',
  pattern: {
    x: value(),
    scaled: optional(op('Mul', { A: 'x' })),
    sigmoid: op('Sigmoid', { X: 'scaled' }),
    product: op('Mul', { A: 'x', B: 'sigmoid' }),
  },
  where: ({ scaled, product }, graph) => {
    const alpha = scaled?.constant('B');
    return isAlone(graph, product.node) && (!scaled || (alpha !== undefined && isScalar(alpha)));
  },
  guard: ({ scaled, sigmoid, product }, graph) => requireClosed(graph, product, [...(scaled ? [scaled] : []), sigmoid]),
});

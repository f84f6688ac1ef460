import { requireClosed } from '../guards.ts';
import { isAlone } from '../layer-members.ts';
import { constant, op, value } from '../match.ts';
import { defineLayerRule } from '../rule.ts';
import { isAbout } from '../scalars.ts';

/**
 * Runs the five operators that exporters write for the exact GELU as one kernel.
 * Equation: x * (1 + erf(x / sqrt(2))) * 0.5.  Source: Hendrycks and Gimpel, "Gaussian Error Linear Units" (2016), section 2.
 */
export const fuseGelu = defineLayerRule({
  name: 'fuse-gelu',
  summary: 'x * (1 + Erf(x / sqrt 2)) * 0.5 runs as one kernel',
  example: {
    before: 'p = Relu(x[2,3]); e = Add(Erf(Div(p, float32(1.4142135))), float32(1)); y = Mul(Mul(p, e), float32(0.5))',
    after: 'Relu; Div + Erf + Add + Mul + Mul',
  },
  root: 'gelu',
  pattern: {
    x: value(),
    divisor: constant(),
    scaled: op(['Div', 'Mul'], { A: 'x', B: 'divisor' }),
    erf: op('Erf', { input: 'scaled' }),
    one: constant(),
    shifted: op('Add', { A: 'erf', B: 'one' }),
    product: op('Mul', { A: 'x', B: 'shifted' }),
    half: constant(),
    gelu: op('Mul', { A: 'product', B: 'half' }),
  },
  where: ({ scaled, divisor, one, half, gelu }, graph) =>
    isAlone(graph, gelu.node) &&
    isAbout(divisor.tensor, scaled.is('Div') ? Math.SQRT2 : Math.SQRT1_2) &&
    isAbout(one.tensor, 1) &&
    isAbout(half.tensor, 0.5),
  guard: ({ scaled, erf, shifted, product, gelu }, graph) =>
    requireClosed(graph, gelu, [scaled, erf, shifted, product]),
});

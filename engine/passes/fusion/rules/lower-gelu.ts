import type { Graph, ValueId } from '../../../ir/graph.ts';
import { findConstant, findDataType, findProducer } from '../../../ir/query.ts';
import { refuse, requireClosed } from '../guards.ts';
import { constant, op, value } from '../match.ts';
import { firstRefusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';
import { isAbout } from '../scalars.ts';

/**
 * Writes the five operators that exporters make of the exact GELU as ONNX Runtime's own.
 * Rewrite: x * (1 + erf(x / sqrt(2))) * 0.5 = Gelu(x), whichever factors are multiplied first.  Exactness: float32 rounding.
 * Source: ONNX Runtime contrib operators, com.microsoft.Gelu-1; Hendrycks and Gimpel (2016), section 2.
 */
export const lowerGelu = defineRule({
  name: 'lower-gelu',
  summary: 'x * (1 + Erf(x / sqrt 2)) * 0.5 becomes Gelu',
  example: {
    before: 'y = Mul(Mul(x[2,3], Add(Erf(Div(x, float32(1.4142135))), float32(1))), float32(0.5))',
    after: 'y = com.microsoft::Gelu(x[2,3])',
  },
  root: 'gelu',
  pattern: {
    x: value(),
    divisor: constant(),
    scaled: op(['Div', 'Mul'], { A: 'x', B: 'divisor' }),
    erf: op('Erf', { input: 'scaled' }),
    one: constant(),
    shifted: op('Add', { A: 'erf', B: 'one' }),
    factor: value(),
    product: op('Mul', { A: 'factor', B: 'shifted' }),
    other: value(),
    gelu: op('Mul', { A: 'product', B: 'other' }),
  },
  where: ({ x, divisor, scaled, one, factor, other }, graph) =>
    isAbout(divisor.tensor, scaled.is('Div') ? Math.SQRT2 : Math.SQRT1_2) &&
    isAbout(one.tensor, 1) &&
    ((factor === x && isHalf(graph, other)) ||
      (other === x && isHalf(graph, factor)) ||
      (isHalfOf(graph, factor, x) && isOne(graph, other))),
  guard: ({ x, scaled, erf, shifted, product, gelu }, graph) =>
    firstRefusal(
      requireClosed(graph, gelu, [scaled, erf, shifted, product]),
      findDataType(graph, x) === 'float32' ? undefined : refuse(gelu, 'the operator is used for float32 alone'),
    ),
  rewrite: ({ x, scaled, erf, shifted, product, gelu }, patch) => {
    const fused = patch.add('com.microsoft::Gelu', {
      inputs: { X: x },
      origins: [scaled.id, erf.id, shifted.id, product.id, gelu.id],
    });
    patch.replace(gelu.output, fused);
  },
});

const isHalf = (graph: Graph, id: ValueId): boolean => {
  const tensor = findConstant(graph, id);
  return tensor !== undefined && isAbout(tensor, 0.5);
};

const isOne = (graph: Graph, id: ValueId): boolean => {
  const tensor = findConstant(graph, id);
  return tensor !== undefined && isAbout(tensor, 1);
};

/** True for x * 0.5, which some exporters multiply with 1 + erf(...). */
function isHalfOf(graph: Graph, id: ValueId, x: ValueId): boolean {
  const node = findProducer(graph, id);
  if (node?.opType !== 'Mul' || !node.inputs.includes(x)) return false;
  return node.inputs.some((input) => input !== undefined && input !== x && isHalf(graph, input));
}

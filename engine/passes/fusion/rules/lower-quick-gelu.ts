import { floatAttribute } from '../../../ir/build.ts';
import { findDataType } from '../../../ir/query.ts';
import { tensorNumbers } from '../../../ir/tensor.ts';
import { refuse, requireClosed } from '../guards.ts';
import { constant, op, value } from '../match.ts';
import { firstRefusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';
import { isScalar } from '../scalars.ts';

/**
 * Writes x * sigmoid(a x) as ONNX Runtime's QuickGelu.
 * Exactness: float32 rounding.  Source: ONNX Runtime contrib operators, com.microsoft.QuickGelu-1.
 */
export const lowerQuickGelu = defineRule({
  name: 'lower-quick-gelu',
  summary: 'x * Sigmoid(a x) becomes QuickGelu',
  example: {
    before: 'y = Mul(x[2,3], Sigmoid(Mul(x, float32(1.5))))',
    after: 'y = com.microsoft::QuickGelu(x[2,3]){alpha=1.5}',
  },
  root: 'product',
  pattern: {
    x: value(),
    alpha: constant(),
    scaled: op('Mul', { A: 'x', B: 'alpha' }),
    sigmoid: op('Sigmoid', { X: 'scaled' }),
    product: op('Mul', { A: 'x', B: 'sigmoid' }),
  },
  where: ({ alpha }) => isScalar(alpha.tensor) && alpha.tensor.dims.length <= 1,
  guard: ({ x, scaled, sigmoid, product }, graph) =>
    firstRefusal(
      requireClosed(graph, product, [scaled, sigmoid]),
      findDataType(graph, x) === 'float32' ? undefined : refuse(product, 'the operator is used for float32 alone'),
    ),
  rewrite: ({ x, alpha, scaled, sigmoid, product }, patch) => {
    const fused = patch.add('com.microsoft::QuickGelu', {
      inputs: { X: x },
      attributes: new Map([['alpha', floatAttribute(tensorNumbers(alpha.tensor)[0] ?? 1)]]),
      origins: [scaled.id, sigmoid.id, product.id],
    });
    patch.replace(product.output, fused);
  },
});

import { invariant } from '../../../errors.ts';
import { isFloat } from '../../../ir/data-type.ts';
import { type Tensor, tensorNumbers } from '../../../ir/tensor.ts';
import { derivedTensor } from '../derived-tensor.ts';
import { requireSoleConsumer } from '../guards.ts';
import { constant, op, optional } from '../match.ts';
import { firstRefusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';
import { isColumnBias, isScalar } from '../scalars.ts';

/**
 * Multiplies the weights, and the bias, of a product by the constant that its result is multiplied by: the scale of queries.
 * Rewrite: (x W + b) * k = x (W * k) + b * k, k one number or one per column.
 * Shapes: x [..., K], W [K, N], b [N] or [1, ..., N].  Exactness: float32 rounding.
 */
export const fuseScaleIntoWeights = defineRule({
  name: 'fuse-scale-into-weights',
  summary: 'MatMul by weights (-> Add) -> Mul or Div by a constant becomes MatMul (-> Add)',
  example: {
    before: 'y = Mul(Add(MatMul(x[2,5,8], W[8,4]), b[4]), float32(0.125))',
    after: 'y = Add(MatMul(x[2,5,8], W1[8,4]), b1[4])',
  },
  root: 'scale',
  pattern: {
    matMul: op('MatMul'),
    added: optional(op('Add', { A: 'matMul' })),
    factor: constant(),
    scale: op(['Mul', 'Div'], { A: 'added', B: 'factor' }),
  },
  where: ({ matMul, added, factor }) => {
    const weight = matMul.constant('B');
    const columnCount = weight?.dims[1] ?? 0;
    const isBias = !added || isBiasOf(added.constant('B'), columnCount);
    const isFactor = isScalar(factor.tensor)
      ? factor.tensor.dims.length <= 1
      : isColumnBias(factor.tensor, columnCount);
    return (
      weight?.dims.length === 2 && isFloat(weight.dataType) && isBias && isFactor && factor.tensor.dims.length <= 2
    );
  },
  guard: ({ matMul, added, scale }, graph) =>
    firstRefusal(requireSoleConsumer(graph, matMul, added ?? scale), added && requireSoleConsumer(graph, added, scale)),
  rewrite: ({ matMul, added, factor, scale }, patch) => {
    const weight = matMul.constant('B');
    invariant(weight, `MatMul "${matMul.node.name}" has weights that are not constant`);
    const scaled = (tensor: Tensor) => patch.constant(scaledColumns(tensor, factor.tensor, scale.is('Div')));
    const product = patch.addLike(matMul, {
      inputs: { B: scaled(weight) },
      origins: [matMul.id, ...(added ? [] : [scale.id])],
    });
    const bias = added?.constant('B');
    if (!added || !bias) return patch.replace(scale.output, product);
    const sum = patch.add('Add', {
      inputs: { A: product.output, B: scaled(bias) },
      origins: [added.id, scale.id],
    });
    patch.replace(scale.output, sum);
  },
});

const isBiasOf = (bias: Tensor | undefined, columnCount: number): boolean =>
  bias !== undefined && isColumnBias(bias, columnCount);

/** Each column times its number, or the only one. */
function scaledColumns(tensor: Tensor, factor: Tensor, isDivisor: boolean): Tensor {
  const columnCount = tensor.dims.at(-1) ?? 1;
  return derivedTensor(tensor.dataType, tensor.dims, (result) => {
    const [numbers, factors] = [tensorNumbers(tensor), tensorNumbers(factor)];
    for (let element = 0; element < result.length; element++) {
      const column = factors.length === 1 ? 0 : element % columnCount;
      const value = factors[column] ?? 1;
      result[element] = isDivisor ? (numbers[element] ?? 0) / value : (numbers[element] ?? 0) * value;
    }
  });
}

import { invariant } from '../../../errors.ts';
import type { Graph } from '../../../ir/graph.ts';
import { type Tensor, tensorNumbers } from '../../../ir/tensor.ts';
import { batchNormAffine } from '../batch-norm-affine.ts';
import { derivedTensor } from '../derived-tensor.ts';
import { requireConstant, requireGiven, requireInferenceMode, requireSoleConsumer } from '../guards.ts';
import { op, optional } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { firstRefusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';
import { isColumnBias } from '../scalars.ts';

/**
 * Folds an inference BatchNormalization into the product with weights before it, and its bias: both are Gemm then.
 * Rewrite: k = scale / sqrt(input_var + epsilon);  W' = W * k per column;  C = (b - input_mean) * k + B
 * Shapes: x [M, K], W [K, N], b, scale, B, input_mean, input_var [N].  Exactness: float32 rounding; the arithmetic is in float64.
 */
export const fuseBatchNormIntoMatMul = defineRule({
  name: 'fuse-batch-norm-into-mat-mul',
  summary: 'MatMul by weights (-> Add) -> BatchNormalization becomes Gemm',
  example: {
    before: 'y = BatchNormalization(MatMul(x[2,8], W[8,4]), s[4], b[4], m[4], v[4])',
    after: 'y = Gemm(x[2,8], W1[8,4], B1[4])',
  },
  root: 'norm',
  pattern: {
    matMul: op('MatMul'),
    added: optional(op('Add', { A: 'matMul' })),
    norm: op('BatchNormalization', { X: 'added' }),
  },
  where: ({ matMul, added }) => {
    const [weight, bias] = [matMul.constant('B'), added?.constant('B')];
    const isBias = !added || (bias !== undefined && isColumnBias(bias, weight?.dims[1] ?? 0));
    return matMul.shape('A')?.length === 2 && weight?.dims.length === 2 && isBias;
  },
  guard: ({ matMul, added, norm }, graph: Graph) =>
    firstRefusal(
      requireInferenceMode(graph, norm),
      requireSoleConsumer(graph, matMul, added ?? norm),
      added && requireSoleConsumer(graph, added, norm),
      requireGiven(graph, norm, 'scale', 'B', 'input_mean', 'input_var'),
      requireConstant(graph, norm, 'scale', 'B', 'input_mean', 'input_var'),
    ),
  rewrite: ({ matMul, added, norm }, patch) => {
    const gemm = patch.add('Gemm', {
      inputs: {
        A: matMul.input('A'),
        B: patch.constant(scaledWeight(matMul, norm)),
        C: patch.constant(shiftedBias(added?.constant('B'), norm)),
      },
      origins: [matMul.id, ...(added ? [added.id] : []), norm.id],
    });
    patch.replace(norm.output, gemm);
  },
});

type Norm = MatchedNode<'BatchNormalization'>;

function scaledWeight(matMul: MatchedNode<'MatMul'>, norm: Norm): Tensor {
  const weight = matMul.constant('B');
  invariant(weight, `MatMul "${matMul.node.name}" has weights that are not constant`);
  const columnCount = weight.dims[1] ?? 0;
  return derivedTensor(weight.dataType, weight.dims, (result) => {
    const [numbers, factors] = [tensorNumbers(weight), affineOf(norm).factor(columnCount)];
    for (let element = 0; element < result.length; element++)
      result[element] = (numbers[element] ?? 0) * (factors[element % columnCount] ?? 1);
  });
}

function shiftedBias(bias: Tensor | undefined, norm: Norm): Tensor {
  const scale = norm.constant('scale');
  const columnCount = scale?.dims[0] ?? 0;
  return derivedTensor(scale?.dataType ?? 'float32', [columnCount], (result) => {
    const { factor, shift } = affineOf(norm);
    const [factors, shifts] = [factor(columnCount), shift(columnCount)];
    const biases = bias && tensorNumbers(bias);
    for (let column = 0; column < columnCount; column++)
      result[column] = (biases?.[column] ?? 0) * (factors[column] ?? 1) + (shifts[column] ?? 0);
  });
}

function affineOf(norm: Norm) {
  const affine = batchNormAffine(norm);
  invariant(affine, `BatchNormalization "${norm.node.name}" has parameters that are not constant`);
  return affine;
}

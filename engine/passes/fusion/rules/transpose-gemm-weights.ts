import { isFloat } from '../../../ir/data-type.ts';
import { findSoleConsumer } from '../../../ir/query.ts';
import { transposedMatrix } from '../derived-tensor.ts';
import { op } from '../match.ts';
import { defineRule } from '../rule.ts';

/**
 * Stores constant weights as they are multiplied, where a product of few rows has the better kernel for that.
 * Rewrite: Gemm(a, W, c){transB=1} = Gemm(a, W', c), W' being the transpose of W.
 * Shapes: a [M, K], W [N, K], W' [K, N].  Exactness: exact, up to the order in which a kernel sums.
 */
export const transposeGemmWeights = defineRule({
  name: 'transpose-gemm-weights',
  summary: 'Gemm of constant weights that it transposes becomes Gemm of the transposed weights',
  example: {
    before: 'y = Gemm(x[1,4], W[3,4], B[3]){transB=1}',
    after: 'y = Gemm(x[1,4], W1[4,3], B[3])',
  },
  root: 'gemm',
  pattern: { gemm: op('Gemm') },
  where: ({ gemm }, graph) => {
    const id = gemm.input('B');
    const weight = gemm.constant('B');
    const isOwn = id !== undefined && findSoleConsumer(graph, id) !== undefined;
    return gemm.attributes.transB && weight?.dims.length === 2 && isFloat(weight.dataType) && isOwn;
  },
  rewrite: ({ gemm }, patch) => {
    const weight = gemm.constant('B');
    if (!weight) return;
    patch.update(gemm, {
      inputs: { B: patch.constant(transposedMatrix(weight)) },
      attributes: new Map([...gemm.node.attributes].filter(([name]) => name !== 'transB')),
    });
  },
});

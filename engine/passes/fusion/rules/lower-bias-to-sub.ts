import { isFloat } from '../../../ir/data-type.ts';
import type { AddedNode } from '../../../ir/patch.ts';
import { opsetOf } from '../../../ir/query.ts';
import type { Tensor } from '../../../ir/tensor.ts';
import { addWithoutBias } from '../bare-conv.ts';
import { isDeepPointwise } from '../deep-pointwise.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { negatedBias } from '../negated-bias.ts';
import { defineRule } from '../rule.ts';
import type { RulePatch } from '../rule-patch.ts';

/**
 * Adds the bias of a matrix product, or of a 1x1 convolution of many channels, in a kernel of its own, where the fused one is slower.
 * It subtracts the negative: ONNX Runtime fuses an Add of a bias back.
 * Rewrite: Conv(x, W, B) = Sub(Conv(x, W), -B);  Gemm(a, W, C) = Sub(Gemm(a, W), -beta * C)
 * Shapes: B [M]; C [N].  Exactness: rounding, of sums before their bias.
 */
export const lowerBiasToSub = defineRule({
  name: 'lower-bias-to-sub',
  summary: 'The bias of a Gemm or of a 1x1 Conv of many channels becomes a Sub of its negative',
  example: {
    before: 'y = Conv(x[1,512,4,4], W[3,512,1,1], B[3])',
    after: 'y = Sub(Conv(x[1,512,4,4], W[3,512,1,1]), B1[3,1,1])',
  },
  root: 'product',
  pattern: { product: op(['Conv', 'Gemm']) },
  where: ({ product }, graph) => {
    const bias = biasOf(product);
    const isPerChannel = bias?.dims.length === 1 && product.outputShape?.[1] === bias.dims[0];
    const isAdded = betaOf(product) !== 0;
    return isPerChannel && isAdded && isFloat(bias.dataType) && opsetOf(graph) >= GEMM_WITHOUT_C;
  },
  rewrite: ({ product }, patch) => {
    const bias = biasOf(product);
    if (!bias) return;
    const [bare, negative] = product.is('Conv')
      ? [addWithoutBias(patch, product), negatedBias(bias, SPATIAL_RANK)]
      : [addWithoutC(patch, product), negatedBias(bias, 0, betaOf(product))];
    const inputs = { A: bare.output, B: patch.constant(negative) };
    patch.replace(product.output, patch.add('Sub', { inputs, origins: [product.id], suffix: '_bias' }));
  },
});

type Product = MatchedNode<'Conv' | 'Gemm'>;

/** The constant bias that is subtracted; undefined where it is better left inside. */
function biasOf(product: Product): Tensor | undefined {
  if (product.is('Gemm')) return product.constant('C');
  return product.is('Conv') && isDeepPointwise(product) ? product.constant('B') : undefined;
}

const betaOf = (product: Product): number => (product.is('Gemm') ? product.attributes.beta : 1);

const addWithoutC = (patch: RulePatch, { node, id }: Product): AddedNode =>
  patch.add('Gemm', {
    inputs: { A: node.inputs[0], B: node.inputs[1] },
    attributes: node.attributes,
    origins: [id],
  });

/** Deep convolutions are those of images; see deep-pointwise.ts. */
const SPATIAL_RANK = 2;

/** The opset from which on Gemm may have no C. */
const GEMM_WITHOUT_C = 11;

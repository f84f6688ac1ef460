import { invariant } from '../../../errors.ts';
import type { Graph, Node, ValueId } from '../../../ir/graph.ts';
import type { Tensor } from '../../../ir/tensor.ts';
import { addSplit } from '../add-split.ts';
import { concatenatedTensor, joinedColumns, reshapedTensor, zeroTensor } from '../derived-tensor.ts';
import { describeNode } from '../guards.ts';
import {
  biasOf,
  columnCountOf,
  findProductDifference,
  isTransposed,
  lastOf,
  type ProductSibling,
  productsOn,
  weightOf,
} from '../mat-mul-siblings.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { defineRule } from '../rule.ts';
import type { RulePatch } from '../rule-patch.ts';

type Product = MatchedNode<'MatMul' | 'Gemm'>;

/**
 * Runs products of one tensor with several weights as one product with wider weights, of which each takes its columns: queries,
 * keys and values of attention, gate and value of a gated unit.
 * Rewrite: W' = [W1 W2 ...], b' = [b1 b2 ...] along the columns;  y1, y2, ... = Split(activation(x W' + b')) along the last axis.
 * Shapes: x [..., K], W [K, N], b [N].  Exactness: exact, up to the order in which a kernel sums.
 */
export const mergeSiblingMatMuls = defineRule({
  name: 'merge-sibling-mat-muls',
  summary: 'Products of one tensor with several weights become one, then Split',
  example: {
    before: 'q = Add(MatMul(x[2,5,8], W[8,4]), b[4]); k = MatMul(x, V[8,6]); return q, k',
    after: 'q, k = Split(Add(MatMul(x[2,5,8], W1[8,10]), b1[10]), int64{4,6}){axis=-1}; return q, k',
  },
  root: 'product',
  pattern: { product: op(['MatMul', 'Gemm']) },
  where: ({ product }, graph) => {
    const siblings = productsOn(graph, product.input('A'));
    const group = groupOf(graph, product);
    if (group.length > 1) return group[0]?.product.id === product.id;
    return siblings[0]?.product.id !== product.id && siblings.some((sibling) => sibling.product.id === product.id);
  },
  alsoChanges: ({ product }, graph) =>
    groupOf(graph, product).flatMap((sibling) =>
      [sibling.product, sibling.bias, sibling.activation].filter((node) => node !== undefined),
    ),
  guard: ({ product }, graph) => {
    const [first, ...others] = productsOn(graph, product.input('A'));
    const own = others.find((sibling) => sibling.product.id === product.id);
    if (!first || !own || groupOf(graph, product).length > 1) return undefined;
    const [older, younger] = [describeNode(graph, first.product), describeNode(graph, own.product)];
    const reason = `${younger}, which reads the same tensor as ${older}, ${findProductDifference(graph, first, own)}`;
    return { reason, nodeIds: [first.product.id, own.product.id] };
  },
  rewrite: ({ product }, patch, graph, target) => {
    const group = groupOf(graph, product);
    const wide = addWideProduct(patch, graph, product, group);
    const tails = group.map((sibling) => ({ node: lastOf(sibling), length: columnCountOf(graph, sibling.product) }));
    const split = addSplit(patch, graph, wide.output, { axis: -1, tails });
    if (target.readsSlices || group.some((sibling) => graph.layerOf.has(sibling.product.id)))
      patch.group([...wide.nodeIds, ...(target.readsSlices ? [split.id] : [])]);
  },
});

/** The product with the siblings that are like it. */
function groupOf(graph: Graph, product: Product): readonly ProductSibling[] {
  const siblings = productsOn(graph, product.input('A'));
  const own = siblings.find((sibling) => sibling.product.id === product.id);
  if (!own) return [];
  return siblings.filter((sibling) => sibling === own || findProductDifference(graph, own, sibling) === undefined);
}

interface WideProduct {
  readonly output: ValueId;
  readonly nodeIds: readonly MatchedNode['id'][];
}

function addWideProduct(
  patch: RulePatch,
  graph: Graph,
  product: Product,
  group: readonly ProductSibling[],
): WideProduct {
  const products = group.map((sibling) => sibling.product);
  const weights = products.map((node) => requireWeight(graph, node));
  const weight = patch.constant(isTransposed(product.node) ? concatenatedTensor(weights) : joinedColumns(weights));
  const bias = wideBias(graph, group);
  const isGemm = product.is('Gemm');
  const wide = patch.addLike(product, {
    inputs: { B: weight, ...(isGemm && bias && { C: patch.constant(bias) }) },
    origins: products.map((node) => node.id),
  });
  const added: { id: MatchedNode['id']; output: ValueId }[] = [wide];
  const adds = group.map((sibling) => sibling.bias).filter((node) => node !== undefined);
  if (!isGemm && bias) {
    added.push(
      patch.add('Add', {
        inputs: { A: wide.output, B: patch.constant(bias) },
        origins: adds.map((node) => node.id),
      }),
    );
  }
  const activations = group.map((sibling) => sibling.activation).filter((node) => node !== undefined);
  const [activation] = activations;
  const last = added.at(-1) ?? wide;
  if (activation)
    added.push(
      patch.applyLike(
        activation,
        last.output,
        activations.map((node) => node.id),
      ),
    );
  return { output: (added.at(-1) ?? wide).output, nodeIds: added.map(({ id }) => id) };
}

/** The biases in a row, zeros where a sibling has none; undefined where none has one. */
function wideBias(graph: Graph, group: readonly ProductSibling[]): Tensor | undefined {
  const biases = group.map((sibling) => biasOf(graph, sibling));
  const known = biases.find((bias) => bias !== undefined);
  if (!known) return undefined;
  return concatenatedTensor(
    group.map(({ product }, index) => {
      const [bias, count] = [biases[index], columnCountOf(graph, product)];
      return bias ? reshapedTensor(bias, [count]) : zeroTensor(known.dataType, [count]);
    }),
  );
}

function requireWeight(graph: Graph, product: Node): Tensor {
  const weight = weightOf(graph, product);
  invariant(weight, `${product.opType} "${product.name}" has weights that are not constant`);
  return weight;
}

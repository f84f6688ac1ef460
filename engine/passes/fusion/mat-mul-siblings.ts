import type { Graph, Node, ValueId } from '../../ir/graph.ts';
import { consumersOf, findConstant, findSoleConsumer } from '../../ir/query.ts';
import type { Tensor } from '../../ir/tensor.ts';
import { gemm as gemmSpec } from '../../ops/gemm.ts';
import { describeActivation, findActivationOf, hasSlopes } from './conv-siblings.ts';
import { isWhole } from './matched-node.ts';
import { isColumnBias } from './scalars.ts';

/** A product with weights that may run side by side with others of the same input, the addition of its bias, and its activation. */
export interface ProductSibling {
  readonly product: Node;
  readonly bias: Node | undefined;
  readonly activation: Node | undefined;
}

/** The products that read `input` as their left factor, in the order of the model. */
export const productsOn = (graph: Graph, input: ValueId | undefined): readonly ProductSibling[] =>
  (input === undefined ? [] : consumersOf(graph, input))
    .filter((node) => isProduct(node) && isWhole(node) && node.inputs[0] === input)
    .filter((node) => weightOf(graph, node)?.dims.length === 2)
    .sort((a, b) => (a.origins[0] ?? a.id) - (b.origins[0] ?? b.id) || a.id - b.id)
    .map((product) => {
      const bias = findBias(graph, product);
      return { product, bias, activation: findActivationOf(graph, bias ?? product) };
    });

const isProduct = ({ domain, opType }: Node): boolean => domain === '' && (opType === 'MatMul' || opType === 'Gemm');

export const weightOf = (graph: Graph, product: Node): Tensor | undefined => findConstant(graph, product.inputs[1]);

export const lastOf = ({ product, bias, activation }: ProductSibling): Node => activation ?? bias ?? product;

/** Columns of the product: N. */
export function columnCountOf(graph: Graph, product: Node): number {
  const [rows = 0, columns = 0] = weightOf(graph, product)?.dims ?? [];
  return isTransposed(product) ? rows : columns;
}

/** True for a Gemm whose weights are [N, K]. */
export const isTransposed = (product: Node): boolean =>
  product.opType === 'Gemm' && gemmSpec.decodeAttributes(product.attributes, 13).transB;

const readsTransposed = (product: Node): boolean =>
  product.opType === 'Gemm' && gemmSpec.decodeAttributes(product.attributes, 13).transA;

/** The bias of a product: C of a Gemm, the constant operand of the Add after a MatMul. */
export function biasOf(graph: Graph, { product, bias }: ProductSibling): Tensor | undefined {
  if (product.opType === 'Gemm') return findConstant(graph, product.inputs[2]);
  return bias?.inputs.map((id) => findConstant(graph, id)).find((tensor) => tensor !== undefined);
}

/** The Add of a constant per column that alone sees a MatMul, unless a layer separates the two. */
function findBias(graph: Graph, product: Node): Node | undefined {
  const [output] = product.outputs;
  const user = output === undefined ? undefined : findSoleConsumer(graph, output);
  if (product.opType !== 'MatMul' || user?.domain !== '' || user.opType !== 'Add' || !isWhole(user)) return undefined;
  const addend = user.inputs.map((id) => findConstant(graph, id)).find((tensor) => tensor !== undefined);
  const fits = addend !== undefined && isColumnBias(addend, columnCountOf(graph, product));
  return fits && graph.layerOf.get(user.id) === graph.layerOf.get(product.id) ? user : undefined;
}

/** Why two siblings cannot be one wider product, as a clause; undefined where they can. */
export function findProductDifference(graph: Graph, a: ProductSibling, b: ProductSibling): string | undefined {
  if (a.product.opType !== b.product.opType) return `is a ${b.product.opType}, not a ${a.product.opType}`;
  const [wa, wb] = [weightOf(graph, a.product), weightOf(graph, b.product)];
  if (wa?.dataType !== wb?.dataType) return `has weights in ${wb?.dataType}, not ${wa?.dataType}`;
  const [settingsA, settingsB] = [settingsOf(a.product), settingsOf(b.product)];
  for (const [name, own] of Object.entries(settingsA)) {
    const other = settingsB[name];
    if (own !== other) return `has ${name} ${other}, not ${own}`;
  }
  if (readsTransposed(a.product)) return 'transposes what it reads';
  for (const sibling of [a, b]) {
    if (sibling.product.opType !== 'Gemm' || sibling.product.inputs[2] === undefined) continue;
    const bias = biasOf(graph, sibling);
    if (!bias || !isColumnBias(bias, columnCountOf(graph, sibling.product)))
      return 'has a bias that is not one number per column';
  }
  if ([a, b].some(({ activation }) => hasSlopes(graph, activation)))
    return 'is followed by PRelu with slopes of its own';
  const [fa, fb] = [describeActivation(a.activation), describeActivation(b.activation)];
  return fa === fb ? undefined : `is followed by ${fb}, not ${fa}`;
}

function settingsOf(product: Node): Readonly<Record<string, string>> {
  if (product.opType !== 'Gemm') return {};
  const { alpha, beta, transA, transB } = gemmSpec.decodeAttributes(product.attributes, 13);
  return { alpha: `${alpha}`, beta: `${beta}`, transA: `${transA}`, transB: `${transB}` };
}

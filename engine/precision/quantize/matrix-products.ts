import type { Graph, Node, NodeId, ValueId } from '../../ir/graph.ts';
import { findConstant, findDataType, opsetOf, topologicalOrder } from '../../ir/query.ts';
import { gemm } from '../../ops/gemm.ts';
import { matMul } from '../../ops/mat-mul.ts';
import type { Kept } from '../plan.ts';
import { inputOf, type WeightOperands } from './integer-node.ts';
import { findMatMulWithBias, isBiasOf } from './mat-mul-with-bias.ts';

/** y = a * weight + bias, with a constant matrix of weights, whichever nodes say it. Shapes: weight [K, N], or [N, K] where axis is 0. */
export interface MatrixProduct {
  /** The node whose output is y. */
  readonly node: Node;
  readonly a: ValueId;
  readonly weight: WeightOperands;
  /** The MatMul before an Add of the bias, which `node` is then. */
  readonly absorbs: Node | undefined;
}

export interface MatrixProducts {
  readonly products: readonly MatrixProduct[];
  /** Weighted nodes that are none, or are to stay as they are. */
  readonly kept: readonly Kept[];
}

/** Finds the products with constant matrices, in topological order. */
export function findMatrixProducts(graph: Graph, keepFloat32: ReadonlySet<NodeId>): MatrixProducts {
  const products: MatrixProduct[] = [];
  const reasons = new Map<string, NodeId[]>();
  const absorbed = new Set<NodeId>();
  const order = topologicalOrder(graph);
  for (const node of order) {
    const product = productOf(graph, node);
    if (typeof product !== 'object') continue;
    if (product.absorbs) absorbed.add(product.absorbs.id);
  }
  for (const node of order) {
    if (absorbed.has(node.id)) continue;
    const product = productOf(graph, node);
    if (product === undefined) continue;
    const isKept = keepFloat32.has(node.id) || (typeof product === 'object' && isAmong(product.absorbs, keepFloat32));
    const reason = isKept ? 'it is kept by choice' : typeof product === 'string' ? product : undefined;
    if (reason === undefined && typeof product === 'object') products.push(product);
    else if (reason !== undefined) reasons.set(reason, [...(reasons.get(reason) ?? []), node.id]);
  }
  return { products, kept: [...reasons].map(([reason, nodeIds]) => ({ reason, nodeIds })) };
}

const isAmong = (node: Node | undefined, ids: ReadonlySet<NodeId>): boolean => node !== undefined && ids.has(node.id);

/** The product that ends in a node; why it is none that can be quantized; undefined where it is no product at all. */
function productOf(graph: Graph, node: Node): MatrixProduct | string | undefined {
  if (node.domain !== '') return undefined;
  switch (node.opType) {
    case 'Add': {
      const found = findMatMulWithBias(node, graph);
      if (!found) return undefined;
      const { matrixProduct, a, b, bias } = found;
      return { node, a, weight: { weight: b, bias, axis: 1 }, absorbs: matrixProduct };
    }
    case 'MatMul':
      return matMulProduct(graph, node);
    case 'Gemm':
      return gemmProduct(graph, node);
    case 'Conv':
    case 'ConvTranspose':
      return 'convolutions gain nothing from this form';
    default:
      return undefined;
  }
}

function matMulProduct(graph: Graph, node: Node): MatrixProduct | string {
  const [a, b] = [inputOf(matMul, node, 'A'), inputOf(matMul, node, 'B')];
  const weight = findConstant(graph, b);
  if (a === undefined || b === undefined || !weight) return 'both of its factors are computed at run time';
  if (weight.dataType !== 'float32' || findDataType(graph, a) === 'float16') return 'its weights are no float32';
  if (weight.dims.length !== 2) return `its weights have ${weight.dims.length} dimensions`;
  return { node, a, weight: { weight: b, bias: undefined, axis: 1 }, absorbs: undefined };
}

function gemmProduct(graph: Graph, node: Node): MatrixProduct | string {
  const [a, b, c] = [inputOf(gemm, node, 'A'), inputOf(gemm, node, 'B'), inputOf(gemm, node, 'C')];
  const { alpha, beta, transA, transB } = gemm.decodeAttributes(node.attributes, opsetOf(graph));
  const weight = findConstant(graph, b);
  if (a === undefined || b === undefined || !weight) return 'both of its factors are computed at run time';
  if (weight.dataType !== 'float32') return 'its weights are no float32';
  if (alpha !== 1 || (c !== undefined && beta !== 1) || transA) return 'it scales or transposes its input';
  const axis = transB ? 0 : 1;
  if (c !== undefined && !isBiasOf(findConstant(graph, c), weight.dims[axis]))
    return 'it adds something else than a bias';
  return { node, a, weight: { weight: b, bias: c, axis }, absorbs: undefined };
}

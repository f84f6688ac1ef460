import type { Graph, Node, ValueId } from '../../ir/graph.ts';
import { findConstant, findShape, findSoleConsumer, opsetOf } from '../../ir/query.ts';
import { elementCountOf } from '../../ir/shape.ts';
import type { Tensor } from '../../ir/tensor.ts';
import { conv } from '../../ops/conv.ts';
import { gemm } from '../../ops/gemm.ts';
import { matMul } from '../../ops/mat-mul.ts';
import { type IntegerNode, inputOf } from './integer-node.ts';

/**
 * What ONNX Runtime's CPU provider runs on integers when it is written with QuantizeLinear and DequantizeLinear around it,
 * node by node: the integer form, or the reason in plain words why there is none.
 * Source: onnxruntime 1.29, optimizer/qdq_transformer/selectors_actions; confirmed on its optimized graphs.
 */
export type IntegerRule = (node: Node, graph: Graph) => IntegerNode | string;

export const onnxruntimeRules: ReadonlyMap<string, IntegerRule> = new Map<string, IntegerRule>([
  ['Conv', requireConv],
  ['Gemm', requireGemm],
  ['MatMul', requireMatMul],
  ['Add', requireAdd],
  ['Mul', arithmetic],
  ['Concat', arithmetic],
  ['AveragePool', arithmetic],
  ['GlobalAveragePool', arithmetic],
  ['LeakyRelu', arithmetic],
  ['Sigmoid', arithmetic],
  ['MaxPool', requireMaxPool],
  ['Flatten', rearranging],
  ['Reshape', rearranging],
  ['Slice', rearranging],
  ['Split', rearranging],
  ['Squeeze', rearranging],
  ['Transpose', rearranging],
  ['Unsqueeze', rearranging],
]);

function requireConv(node: Node, graph: Graph): IntegerNode | string {
  const x = inputOf(conv, node, 'X');
  const w = inputOf(conv, node, 'W');
  const b = inputOf(conv, node, 'B');
  const weight = findConstant(graph, w);
  if (x === undefined || w === undefined || !weight) return 'its weights are computed at run time';
  if (weight.dataType !== 'float32') return `its weights are ${weight.dataType}`;
  if (b !== undefined && !findConstant(graph, b)) return 'its bias is computed at run time';
  return weighted(node, x, { weight: w, bias: b, axis: 0 }, false);
}

function requireGemm(node: Node, graph: Graph): IntegerNode | string {
  const a = inputOf(gemm, node, 'A');
  const b = inputOf(gemm, node, 'B');
  const c = inputOf(gemm, node, 'C');
  const { alpha, beta, transA, transB } = gemm.decodeAttributes(node.attributes, opsetOf(graph));
  const weight = findConstant(graph, b);
  if (a === undefined || b === undefined || !weight) return 'both of its factors are computed at run time';
  if (weight.dataType !== 'float32') return `its weights are ${weight.dataType}`;
  if (alpha !== 1 || (c !== undefined && beta !== 1) || transA) return 'it scales or transposes its input';
  const axis = transB ? 0 : 1;
  if (c !== undefined && !isBiasOf(findConstant(graph, c), weight.dims[axis]))
    return 'it adds something else than a bias';
  return weighted(node, a, { weight: b, bias: c, axis }, true);
}

/** A MatMul by itself. Followed by an Add of a bias, the Add stands for both. */
function requireMatMul(node: Node, graph: Graph): IntegerNode | string {
  const a = inputOf(matMul, node, 'A');
  const b = inputOf(matMul, node, 'B');
  const weight = findConstant(graph, b);
  if (a === undefined || b === undefined || !weight) return 'both of its factors are computed at run time';
  if (weight.dataType !== 'float32') return `its weights are ${weight.dataType}`;
  if (weight.dims.length !== 2) return `its weights have ${weight.dims.length} dimensions`;
  const [output] = node.outputs;
  const next = output === undefined ? undefined : findSoleConsumer(graph, output);
  if (next?.opType === 'Add' && next.domain === '' && next.inputs.some((input) => findConstant(graph, input))) {
    return 'ONNX Runtime joins it with the Add behind it before it looks for integer kernels, and then runs both slower than in float32';
  }
  return weighted(node, a, { weight: b, bias: undefined, axis: 1 }, true);
}

/** A residual addition; or a bias behind a MatMul of matrices, which become one Gemm. */
function requireAdd(node: Node, graph: Graph): IntegerNode | string {
  const absorbed = findMatMulWithBias(node, graph);
  if (!absorbed) return arithmetic(node, graph);
  const { product, bias } = absorbed;
  const a = inputOf(matMul, product, 'A');
  const b = inputOf(matMul, product, 'B');
  if (a === undefined || b === undefined) return arithmetic(node, graph);
  return { ...weighted(node, a, { weight: b, bias, axis: 1 }, true), absorbs: product };
}

function findMatMulWithBias(add: Node, graph: Graph): { readonly product: Node; readonly bias: ValueId } | undefined {
  for (const [index, input] of add.inputs.entries()) {
    const other = add.inputs[1 - index];
    if (input === undefined || other === undefined) continue;
    const id = graph.producers.get(input);
    const product = id === undefined ? undefined : graph.nodes.get(id);
    if (product?.opType !== 'MatMul' || product.domain !== '' || findSoleConsumer(graph, input) !== add) continue;
    const weight = findConstant(graph, inputOf(matMul, product, 'B'));
    if (weight?.dataType !== 'float32' || weight.dims.length !== 2) continue;
    if (findShape(graph, inputOf(matMul, product, 'A'))?.length !== 2) continue;
    if (isBiasOf(findConstant(graph, other), weight.dims[1])) return { product, bias: other };
  }
  return undefined;
}

/** A float32 constant of one element per output channel and no other dimension. */
const isBiasOf = (tensor: Tensor | undefined, channelCount: number | undefined): boolean =>
  tensor?.dataType === 'float32' && tensor.dims.at(-1) === channelCount && elementCountOf(tensor.dims) === channelCount;

function requireMaxPool(node: Node, graph: Graph): IntegerNode | string {
  if (node.outputs[1] !== undefined) return 'its indices are used';
  return opsetOf(graph) < 12 ? 'before opset 12 it knows no integers' : rearranging(node);
}

function arithmetic(node: Node, graph: Graph): IntegerNode | string {
  const activations: ValueId[] = [];
  const constants: ValueId[] = [];
  for (const input of node.inputs) {
    if (input === undefined) continue;
    (graph.initializers.has(input) ? constants : activations).push(input);
  }
  return { node, kind: 'arithmetic', activations, constants, canWriteFloat: false };
}

function rearranging(node: Node): IntegerNode | string {
  const [input] = node.inputs;
  if (input === undefined) return 'it has no input';
  return { node, kind: 'rearranging', activations: [input], constants: [], canWriteFloat: false };
}

const weighted = (
  node: Node,
  activation: ValueId,
  weight: NonNullable<IntegerNode['weight']>,
  canWriteFloat: boolean,
): IntegerNode => ({ node, kind: 'weighted', activations: [activation], constants: [], weight, canWriteFloat });

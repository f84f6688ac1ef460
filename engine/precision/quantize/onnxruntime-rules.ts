import type { Graph, Node, ValueId } from '../../ir/graph.ts';
import { findConstant, findShape, findSoleConsumer, opsetOf } from '../../ir/query.ts';
import { conv } from '../../ops/conv.ts';
import { gemm } from '../../ops/gemm.ts';
import { matMul } from '../../ops/mat-mul.ts';
import { averagePool } from '../../ops/pooling.ts';
import { type IntegerNode, inputOf, type WeightOperands } from './integer-node.ts';
import { findMatMulWithBias, isBiasOf } from './mat-mul-with-bias.ts';

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
  ['AveragePool', requireAveragePool],
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
  if (next?.opType === 'Add' && findMatMulWithBias(next, graph)) return 'it is one with the Add behind it';
  return product(node, a, { weight: b, bias: undefined, axis: 1 }, graph);
}

/** A residual addition; or the bias of a MatMul before it, which it then stands for. */
function requireAdd(node: Node, graph: Graph): IntegerNode | string {
  const absorbed = findMatMulWithBias(node, graph);
  if (!absorbed) return arithmetic(node, graph);
  const { matrixProduct, a, b, bias } = absorbed;
  return { ...product(node, a, { weight: b, bias, axis: 1 }, graph), absorbs: matrixProduct };
}

/**
 * A product with a matrix of weights. Of two matrices it is a Gemm, quantized by fixed scales. Of more dimensions, as in
 * transformers, it quantizes its input by the range of the moment: in explicit form ONNX Runtime would join MatMul and Add
 * before it looks for integer kernels, and then run both slower than in float32; and activations of transformers have outliers.
 */
const product = (node: Node, a: ValueId, weight: WeightOperands, graph: Graph): IntegerNode =>
  findShape(graph, a)?.length === 2
    ? weighted(node, a, weight, true)
    : { node, kind: 'dynamic', activations: [], constants: [], weight, factor: a, canWriteFloat: true };

function requireMaxPool(node: Node, graph: Graph): IntegerNode | string {
  if (node.outputs[1] !== undefined) return 'its indices are used';
  return opsetOf(graph) < 12 ? 'before opset 12 it knows no integers' : rearranging(node);
}

/**
 * ONNX Runtime's integer AveragePool is a dozen times slower than its float32 one, its depthwise Conv is not. A window that always
 * divides by its whole area is such a Conv, exactly: its equal weights are all the largest integer.
 */
function requireAveragePool(node: Node, graph: Graph): IntegerNode | string {
  const pooling = averagePool.decodeAttributes(node.attributes, opsetOf(graph));
  const { kernelShape, pads = [], dilations = [], autoPad, ceilMode, countIncludePad } = pooling;
  const channelCount = findShape(graph, node.inputs[0])?.[1];
  const dividesByArea = countIncludePad || pads.every((pad) => pad === 0);
  const isPlain = autoPad === 'NOTSET' && !ceilMode && dilations.every((dilation) => dilation === 1);
  const plain = arithmetic(node, graph);
  if (!dividesByArea || !isPlain || typeof channelCount !== 'number' || kernelShape?.length !== 2) return plain;
  return { ...plain, averaging: [channelCount, 1, ...kernelShape] };
}

export function arithmetic(node: Node, graph: Graph): IntegerNode {
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

export const weighted = (
  node: Node,
  activation: ValueId,
  weight: WeightOperands,
  canWriteFloat: boolean,
): IntegerNode => ({ node, kind: 'weighted', activations: [activation], constants: [], weight, canWriteFloat });

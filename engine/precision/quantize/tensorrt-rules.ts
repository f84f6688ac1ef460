import type { Graph, Node, ValueId } from '../../ir/graph.ts';
import { findConstant, findProducer, findSoleConsumer, opsetOf } from '../../ir/query.ts';
import { convTranspose } from '../../ops/conv-transpose.ts';
import { matMul } from '../../ops/mat-mul.ts';
import { type IntegerNode, inputOf } from './integer-node.ts';
import { arithmetic, type IntegerRule, onnxruntimeRules, weighted } from './onnxruntime-rules.ts';

/**
 * Where TensorRT wants QuantizeLinear and DequantizeLinear: before every weighted operation, before average poolings, and on
 * the skip input of a residual Add, whose other input the convolution before it then writes. Everything else it works out
 * itself: it moves the pairs past operations that commute with them.
 * Source: TensorRT developer guide, "Working with Quantized Types", explicit quantization.
 */
export const tensorrtRules: ReadonlyMap<string, IntegerRule> = new Map<string, IntegerRule>([
  ...['Conv', 'Gemm', 'GlobalAveragePool'].flatMap((opType) => {
    const rule = onnxruntimeRules.get(opType);
    return rule ? [[opType, rule] as const] : [];
  }),
  ['AveragePool', arithmetic],
  ['ConvTranspose', requireConvTranspose],
  ['MatMul', requireMatMul],
  ['Add', requireResidualAdd],
]);

function requireConvTranspose(node: Node, graph: Graph): IntegerNode | string {
  const x = inputOf(convTranspose, node, 'X');
  const w = inputOf(convTranspose, node, 'W');
  const weight = findConstant(graph, w);
  if (x === undefined || w === undefined || !weight) return 'its weights are computed at run time';
  if (weight.dataType !== 'float32') return `its weights are ${weight.dataType}`;
  const { group } = convTranspose.decodeAttributes(node.attributes, opsetOf(graph));
  const axis = group === 1 ? 1 : undefined;
  return weighted(node, x, { weight: w, bias: undefined, axis }, true);
}

function requireMatMul(node: Node, graph: Graph): IntegerNode | string {
  const [a, b] = [inputOf(matMul, node, 'A'), inputOf(matMul, node, 'B')];
  const weight = findConstant(graph, b);
  if (a === undefined || b === undefined || !weight) return 'both of its factors are computed at run time';
  if (weight.dataType !== 'float32' || weight.dims.length !== 2) return 'its weights are no float32 matrix';
  return weighted(node, a, { weight: b, bias: undefined, axis: 1 }, true);
}

function requireResidualAdd(node: Node, graph: Graph): IntegerNode | string {
  const [a, b] = node.inputs;
  if (a === undefined || b === undefined || graph.initializers.has(a) || graph.initializers.has(b)) {
    return 'it adds a constant';
  }
  const skip = isFusedInto(graph, b, node) ? a : isFusedInto(graph, a, node) ? b : undefined;
  if (skip === undefined) return 'no convolution ends in it';
  return { node, kind: 'arithmetic', activations: [skip], constants: [], canWriteFloat: true };
}

const isFusedInto = (graph: Graph, value: ValueId, add: Node): boolean =>
  findProducer(graph, value)?.opType === 'Conv' && findSoleConsumer(graph, value) === add;

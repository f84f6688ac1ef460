import type { Graph, Node } from '../ir/graph.ts';
import { findConstant, findShape } from '../ir/query.ts';
import { isStatic } from '../ir/shape.ts';

/**
 * Why ONNX Runtime does not run MatMul + Add, with or without an activation after it, as one Gemm: it does for matrices, and
 * for stacks that a Reshape with known dims makes matrices of.
 */
export function refusesGemm(nodes: readonly Node[], graph: Graph): string | undefined {
  const matMul = nodes.find((node) => node.opType === 'MatMul');
  const shape = findShape(graph, matMul?.inputs[0]);
  if (findConstant(graph, matMul?.inputs[1])?.dims.length !== 2) return 'the weights are no matrix';
  if (!shape) return 'the shape of the input is not known';
  if (shape.length > 2 && !isStatic(shape))
    return 'the input has open dimensions; with fixed ones MatMul + Add would run as one Gemm';
  return shape.length > 2 && nodes.length > 2
    ? 'the Gemm of a stack of matrices is reshaped before the activation'
    : undefined;
}

import type { Graph, Node } from '../ir/graph.ts';
import { findConstant, findShape, opsetOf } from '../ir/query.ts';
import type { Shape } from '../ir/shape.ts';
import { tensorInts } from '../ir/tensor.ts';
import { dropout } from '../ops/dropout.ts';
import { transpose } from '../ops/transpose.ts';

const free: ReadonlySet<string> = new Set(['Constant', 'Identity', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze']);

/** True for a node whose output is its input, or its input under other dims: no runtime needs a step for it. */
export function movesNoData(node: Node, graph: Graph): boolean {
  if (node.domain !== '' && node.domain !== 'ai.onnx') return false;
  if (free.has(node.opType)) return true;
  if (node.opType === 'Dropout') return isInference(node, graph);
  return node.opType === 'Transpose' && keepsOrder(node, findShape(graph, node.inputs[0]));
}

/** Dropout passes its input on unless its third input, or in old opsets its attribute, says that it trains. */
export function isInference(node: Node, graph: Graph): boolean {
  const [, , trainingMode] = node.inputs;
  if (trainingMode === undefined) return !dropout.decodeAttributes(node.attributes, opsetOf(graph)).trains;
  const tensor = findConstant(graph, trainingMode);
  return tensor !== undefined && tensorInts(tensor)[0] === 0;
}

/** True where a transpose only moves axes of extent 1, so that the elements stay in order. */
function keepsOrder(node: Node, shape: Shape | undefined): boolean {
  const { perm } = transpose.decodeAttributes(node.attributes, 1);
  if (!shape || !perm) return false;
  const moved = perm.filter((axis) => shape[axis] !== 1);
  return moved.every((axis, index) => index === 0 || axis > (moved[index - 1] ?? 0));
}

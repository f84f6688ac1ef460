import { invariant } from '../../errors.ts';
import type { Graph } from '../../ir/graph.ts';
import { findConstant } from '../../ir/query.ts';
import { type Tensor, tensorFloats, tensorOfFloats } from '../../ir/tensor.ts';
import type { WeightOperands } from './integer-node.ts';

/** The weight as its product reads it: [K, N], in memory. */
export function weightMatrixOf(graph: Graph, { weight, axis }: WeightOperands): Tensor {
  const tensor = findConstant(graph, weight);
  invariant(tensor, `Value ${weight} is no constant`);
  if (axis !== 0) return tensor;
  const [n = 0, k = 0] = tensor.dims;
  const values = tensorFloats(tensor);
  const turned = new Float32Array(values.length);
  for (let row = 0; row < n; row++)
    for (let column = 0; column < k; column++) turned[column * n + row] = values[row * k + column] ?? 0;
  return tensorOfFloats([k, n], turned);
}

import { isFloat } from '../ir/data-type.ts';
import type { Graph, ValueId } from '../ir/graph.ts';
import { elementCountOf } from '../ir/shape.ts';
import type { Tensor } from '../ir/tensor.ts';
import { findOpSpec } from './registry.ts';

/**
 * Numbers that training found, as far as a file can tell: elements of constants that nodes use, whether initializers or
 * Constant nodes, also inside subgraphs. Each tensor counts once.
 * Counted: float tensors, and 8-bit or narrower integers, which are quantized weights.
 * Not counted: wider integers (shapes, indices, biases of quantized layers), scalars (epsilons, factors), the scales and
 * zero points of quantized tensors, and the running mean and variance of a BatchNormalization, which training measures.
 */
export function parameterCountOf(graph: Graph): number {
  let count = 0;
  const excluded = auxiliariesOf(graph);
  const add = (id: ValueId | undefined, tensor: Tensor) => {
    const isUsed = id !== undefined && (graph.consumers.get(id)?.count ?? 0) > 0;
    if (isUsed && isWeight(tensor) && !excluded.has(id)) count += elementCountOf(tensor.dims);
  };
  for (const [id, tensor] of graph.initializers) add(id as ValueId, tensor);
  for (const node of graph.nodes.values()) {
    for (const attribute of node.attributes.values()) {
      if (attribute.type === 'graph') count += parameterCountOf(attribute.value.graph);
      else if (attribute.type === 'tensor' && node.opType === 'Constant') add(node.outputs[0], attribute.value);
    }
  }
  return count;
}

const isWeight = ({ dataType, dims }: Tensor): boolean =>
  dims.length > 0 && (isFloat(dataType) || /^(u?int[248]|float[48])/.test(dataType));

/** Formal names of inputs that describe other inputs. */
const auxiliary = /_scale$|_zero_point$|^(scales|zero_points|input_mean|input_var)$/;

function auxiliariesOf(graph: Graph): ReadonlySet<ValueId> {
  const found = new Set<ValueId>();
  for (const node of graph.nodes.values()) {
    findOpSpec(node)?.inputs.forEach((name, index) => {
      const id = node.inputs[index];
      if (id !== undefined && auxiliary.test(name)) found.add(id);
    });
  }
  return found;
}

import type { Node } from '../ir/graph.ts';
import type { Tensor } from '../ir/tensor.ts';
import { findOpSpec } from './registry.ts';

/**
 * A node's outputs for constant inputs, or undefined where its operator cannot be computed here.
 * Inputs that the node leaves out are undefined.
 */
export function evaluateNode(
  node: Pick<Node, 'domain' | 'opType' | 'attributes' | 'outputs'>,
  opset: number,
  inputs: readonly (Tensor | undefined)[],
): readonly Tensor[] | undefined {
  const spec = findOpSpec(node);
  return spec?.evaluate?.({
    attributes: spec.decodeAttributes(node.attributes, opset),
    opset,
    inputs,
    outputCount: node.outputs.length,
  });
}

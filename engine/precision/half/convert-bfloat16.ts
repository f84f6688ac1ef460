import type { Graph, Node, NodeId } from '../../ir/graph.ts';
import { requireNode } from '../../ir/query.ts';
import type { OpCategory } from '../../ops/op-spec.ts';
import { findOpSpec } from '../../ops/registry.ts';
import type { OpsetByOperator } from '../../targets/target.ts';
import { convertHalf } from '../convert-half.ts';
import { nothingInBfloat16 } from '../errors.ts';
import type { ConvertedGraph } from '../plan.ts';
import { bfloat16On } from './half-format.ts';

/** What takes most of a network's time, and what there is to gain by a narrower format. */
const productCategories: ReadonlySet<OpCategory> = new Set(['convolution', 'matrix', 'attention']);

/**
 * Converts a float32 graph to bfloat16 as far as there are kernels, elsewhere no runtime would load it, and as far as a product
 * is near: what only stands between operators in float32 would be cast to and fro.
 * Errors: precision.nothing-in-bfloat16 where no product has a kernel.
 */
export function convertBfloat16(graph: Graph, kernels: OpsetByOperator): ConvertedGraph {
  const format = bfloat16On(kernels);
  const possible = convertHalf(graph, format);
  const apart = nodesApart(graph, new Set(possible.precisions.keys()));
  if (apart.size === possible.precisions.size) {
    const obstacle = possible.kept.find(({ nodeIds }) => nodeIds.some((id) => isProduct(requireNode(graph, id))));
    throw nothingInBfloat16(obstacle?.reason ?? 'it has none');
  }
  if (apart.size === 0) return possible;
  const reason = 'no product beside it is in bfloat16';
  return convertHalf(graph, format, { keepFloat32: new Map([...apart].map((id) => [id, reason])) });
}

/** Those of some nodes that are connected, by such nodes alone, with no product among them. */
function nodesApart(graph: Graph, some: ReadonlySet<NodeId>): ReadonlySet<NodeId> {
  const apart = new Set<NodeId>();
  const seen = new Set<NodeId>();
  for (const start of some) {
    if (seen.has(start)) continue;
    const island = [start];
    seen.add(start);
    // Grows while it is walked.
    for (const id of island) {
      for (const next of neighboursOf(graph, id)) {
        if (!some.has(next) || seen.has(next)) continue;
        seen.add(next);
        island.push(next);
      }
    }
    if (!island.some((id) => isProduct(requireNode(graph, id)))) for (const id of island) apart.add(id);
  }
  return apart;
}

function neighboursOf(graph: Graph, id: NodeId): readonly NodeId[] {
  const { inputs, outputs } = requireNode(graph, id);
  const makers = inputs.flatMap((input) => (input === undefined ? [] : (graph.producers.get(input) ?? [])));
  const users = outputs.flatMap((output) => (output === undefined ? [] : [...(graph.consumers.get(output) ?? [])]));
  return [...makers, ...users];
}

function isProduct(node: Node): boolean {
  const category = findOpSpec(node)?.category;
  return category !== undefined && productCategories.has(category);
}

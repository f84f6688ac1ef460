import type { Graph, Node, NodeId } from '../ir/graph.ts';
import { findShape, opsetOf } from '../ir/query.ts';
import { resolveDim } from './dims.ts';
import { noMacs } from './op-spec.ts';
import { findOpSpec } from './registry.ts';

export interface GraphCost {
  /** Multiply-accumulates of one run; 1 MAC = 2 FLOPs. */
  readonly macs: number;
  /** Nodes that take any, those with subgraphs included. */
  readonly macsByNode: ReadonlyMap<NodeId, number>;
  /** Nodes whose cost does not follow: the operator or a shape is unknown. They count as 0. */
  readonly unknownNodes: readonly NodeId[];
}

export interface CostOptions {
  /** What a dimension without a number counts as: 1 by default, so that an open batch counts one sample. */
  readonly unknownDim?: number;
}

/**
 * Multiply-accumulates of convolutions, matrix products, recurrent networks and attention, by the shapes that the graph's
 * values have (see `inferTypes`). Elementwise operators, poolings and normalizations count 0, as is customary.
 */
export function costOfGraph(graph: Graph, { unknownDim = 1 }: CostOptions = {}): GraphCost {
  const macsByNode = new Map<NodeId, number>();
  const unknownNodes: NodeId[] = [];
  let macs = 0;
  for (const node of graph.nodes.values()) {
    const cost = macsOfNode(graph, node, unknownDim);
    if (cost === undefined) unknownNodes.push(node.id);
    else if (cost > 0) macsByNode.set(node.id, cost);
    macs += cost ?? 0;
  }
  return { macs, macsByNode, unknownNodes };
}

function macsOfNode(graph: Graph, node: Node, unknownDim: number): number | undefined {
  const spec = findOpSpec(node);
  if (spec?.cost === noMacs) return 0;
  const shapeOf = (id: Node['inputs'][number]) =>
    findShape(graph, id)?.map((dim) => {
      const extent = resolveDim(dim, () => unknownDim);
      return typeof extent === 'number' ? Math.max(0, extent) : unknownDim;
    });
  return spec?.cost({
    attributes: spec.decodeAttributes(node.attributes, opsetOf(graph, node.domain)),
    inputCount: node.inputs.length,
    inputShape: (index) => shapeOf(node.inputs[index]),
    outputShape: (index) => shapeOf(node.outputs[index]),
    subgraphMacs: (name) => {
      const attribute = node.attributes.get(name);
      return attribute?.type === 'graph' ? costOfGraph(attribute.value.graph, { unknownDim }).macs : 0;
    },
  })?.macs;
}

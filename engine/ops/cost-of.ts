import type { Graph, Node, NodeId } from '../ir/graph.ts';
import { findShape, opsetOf } from '../ir/query.ts';
import type { Dim } from '../ir/shape.ts';
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

/** For one sample: a graph's cost is asked for to describe it and again to draw it. */
const costs = new WeakMap<Graph, GraphCost>();

/**
 * Multiply-accumulates of convolutions, matrix products, recurrent networks and attention, by the shapes that the graph's
 * values have (see `inferTypes`). Elementwise operators, poolings and normalizations count 0, as is customary.
 * For unknown dimensions of 1 computed once per graph.
 */
export function costOfGraph(graph: Graph, { unknownDim = 1 }: CostOptions = {}): GraphCost {
  if (unknownDim !== 1) return costAt(graph, unknownDim);
  const known = costs.get(graph);
  if (known) return known;
  const cost = costAt(graph, unknownDim);
  costs.set(graph, cost);
  return cost;
}

function costAt(graph: Graph, unknownDim: number): GraphCost {
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
  const extentOf = (dim: Dim): number => {
    if (typeof dim === 'number') return Math.max(0, dim);
    const extent = resolveDim(dim, () => unknownDim);
    return typeof extent === 'number' ? Math.max(0, extent) : unknownDim;
  };
  const shapeOf = (id: Node['inputs'][number]) => findShape(graph, id)?.map(extentOf);
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

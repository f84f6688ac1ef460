import type { Graph, NodeId } from '../ir/graph.ts';
import { requireNode } from '../ir/query.ts';
import { costOfGraph } from '../ops/cost-of.ts';
import { findParallelBranches, type Lane } from '../targets/parallel-branches.ts';
import type { BoxId } from './graph-view.ts';

/** Paths of the graph after fusion that could run as concurrent streams. */
export interface ParallelView {
  readonly branches: readonly BranchesView[];
  /** The costliest chain's share of all multiply-accumulates, 0 to 1; absent where no cost is known. */
  readonly criticalShare?: number;
}

export interface BranchesView {
  /** Names of the steps between which the lanes lie; absent at the inputs and outputs of the graph. */
  readonly from?: string;
  readonly to?: string;
  /** The most work first. */
  readonly lanes: readonly LaneView[];
}

export interface LaneView {
  readonly boxes: readonly BoxId[];
  /** Nodes of the imported graph. */
  readonly origins: readonly number[];
  /** The operators of its nodes in execution order. */
  readonly opTypes: readonly string[];
  readonly macs: number;
}

export function toParallelView(graph: Graph): ParallelView {
  const { macsByNode } = costOfGraph(graph);
  const { branches, criticalMacs, totalMacs } = findParallelBranches(graph, ({ id }) => macsByNode.get(id) ?? 0);
  const nameOf = (id: NodeId): string => {
    const { name, opType } = requireNode(graph, id);
    return name || opType;
  };
  return {
    branches: branches.map(({ fork, join, lanes }) => ({
      ...(fork !== undefined && { from: nameOf(fork) }),
      ...(join !== undefined && { to: nameOf(join) }),
      lanes: lanes.map((lane) => toLaneView(graph, lane)),
    })),
    ...(totalMacs > 0 && { criticalShare: criticalMacs / totalMacs }),
  };
}

function toLaneView(graph: Graph, { nodeIds, macs }: Lane): LaneView {
  const nodes = nodeIds.map((id) => requireNode(graph, id));
  const boxOf = (id: NodeId): BoxId => {
    const layer = graph.layerOf.get(id);
    return layer === undefined ? `n${id}` : `l${layer}`;
  };
  return {
    boxes: [...new Set(nodeIds.map(boxOf))],
    origins: [...new Set(nodes.flatMap(({ origins }) => origins))],
    opTypes: nodes.map(({ opType }) => opType),
    macs,
  };
}

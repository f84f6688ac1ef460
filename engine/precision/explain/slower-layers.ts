import type { Graph, NodeId } from '../../ir/graph.ts';
import { costOfGraph } from '../../ops/cost-of.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import type { SlowerLayer } from '../../report/explanation.ts';
import type { LayerTime } from '../../runtime/session.ts';
import type { RuntimeNode } from '../../targets/confirmation/trace-runtime-nodes.ts';

/** A graph that was run, with what the runtime made of it. */
export interface ProfiledGraph {
  readonly planned: Graph;
  readonly nodes: readonly RuntimeNode[];
  readonly times: readonly LayerTime[];
}

/** Within this factor, one profile differs from the next. */
const NOTABLE = 1.2;

/**
 * Layers that multiply and that take longer in the quantized graph than in the float32 graph it was made of. Both were profiled;
 * nodes have the same ids in both. Those that lose most time first.
 */
export function slowerLayers(float: ProfiledGraph, quantized: ProfiledGraph): readonly SlowerLayer[] {
  const before = timeByNode(float);
  return [...timeByNode(quantized)]
    .flatMap(([id, integerMs]) => {
      const floatMs = before.get(id);
      const node = float.planned.nodes.get(id);
      if (floatMs === undefined || !node || integerMs < NOTABLE * floatMs) return [];
      const output = node.outputs[0] === undefined ? undefined : float.planned.values.get(node.outputs[0]);
      return [{ name: node.name || (output?.name ?? node.opType), floatMs, integerMs }];
    })
    .sort((a, b) => b.integerMs - b.floatMs - (a.integerMs - a.floatMs));
}

/** What the kernel that computes a node took; of several multiplying nodes in one kernel, all of it is the first one's. */
function timeByNode({ planned, nodes, times }: ProfiledGraph): ReadonlyMap<NodeId, number> {
  const { macsByNode } = costOfGraph(inferTypes(planned));
  const timeByName = new Map(times.map(({ name, durationMs }) => [name, durationMs]));
  const byNode = new Map<NodeId, number>();
  for (const { node, covers } of nodes) {
    const layer = covers.find((id) => macsByNode.has(id));
    const durationMs = timeByName.get(node.name);
    if (layer !== undefined && durationMs !== undefined) byNode.set(layer, (byNode.get(layer) ?? 0) + durationMs);
  }
  return byNode;
}

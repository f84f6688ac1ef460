import type { Graph, Node, NodeId } from '../ir/graph.ts';
import { requireNode } from '../ir/query.ts';
import { describeNode } from './fusion/guards.ts';
import type { Refusal } from './fusion/refusal.ts';
import type { WorklistOptions } from './fusion/worklist.ts';
import { originsOf } from './rule-switches.ts';
import type { RefusedPlace } from './trace.ts';

/** A candidate that stayed as it is, and why. */
export interface RefusedCandidate extends Refusal {
  readonly rule: string;
  /** The nodes of the imported graph that would have been fused. */
  readonly origins: readonly NodeId[];
}

/** What is still refused in the final graph: places that were refused once and fused later are left out. */
export function collectRefusals(
  graph: Graph,
  places: readonly RefusedPlace[],
  options: WorklistOptions,
): readonly RefusedCandidate[] {
  const found = new Map<string, RefusedCandidate>();
  for (const { rule, root } of places) {
    const node = graph.nodes.get(root);
    for (const outcome of (node && rule.tryAt(graph, node, options.target)) ?? []) {
      const nodes = outcome.nodeIds.map((id) => requireNode(graph, id));
      const origins = originsOf(nodes);
      const refusal =
        outcome.kind === 'refused' ? outcome.refusal : reservedOnRequest(graph, nodes, rule.name, origins, options);
      if (!refusal) continue;
      found.set(`${rule.name} ${outcome.nodeIds} ${refusal.reason}`, { rule: rule.name, ...refusal, origins });
    }
  }
  return [...found.values()].sort((a, b) => (a.origins[0] ?? 0) - (b.origins[0] ?? 0) || (a.rule < b.rule ? -1 : 1));
}

function reservedOnRequest(
  graph: Graph,
  nodes: readonly Node[],
  rule: string,
  origins: readonly NodeId[],
  { isKept, isSkipped }: WorklistOptions,
): Refusal | undefined {
  const kept = nodes.find(isKept);
  if (kept) return { reason: `${describeNode(graph, kept)} is kept as it is, on request`, nodeIds: [kept.id] };
  if (isSkipped(rule, origins)) return { reason: skippedReason, nodeIds: nodes.map(({ id }) => id) };
  return undefined;
}

/** How a single fusion that was switched off reads among the refusals. */
export const skippedReason = 'switched off on request';

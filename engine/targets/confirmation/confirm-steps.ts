import type { Graph, NodeId } from '../../ir/graph.ts';
import { type Step, stepsOf } from '../steps.ts';
import type { Target } from '../target.ts';
import type { RuntimeNode } from './trace-runtime-nodes.ts';

/**
 * What a runtime made of a planned step. 'confirmed': one node computes all of it and nothing else that counts. 'split': several
 * nodes. 'fused': one node that computes other steps as well. 'removed': nothing is left to execute.
 */
export type StepVerdict = 'confirmed' | 'split' | 'fused' | 'removed';

export interface ConfirmedStep {
  readonly step: Step;
  readonly verdict: StepVerdict;
  /** The runtime's nodes for it, in order of execution. */
  readonly runtimeNodes: readonly RuntimeNode[];
}

/**
 * Holds the steps of a plan against what the runtime's nodes compute. Copies are not asked about: nodes do not show them.
 * What moves no data is no work on either side, whether or not the runtime lists a node for it.
 */
export function confirmSteps(
  planned: Graph,
  target: Target,
  runtime: Graph,
  runtimeNodes: readonly RuntimeNode[],
): readonly ConfirmedStep[] {
  const steps = stepsOf(planned, target).filter(({ copies }) => copies === undefined);
  const stepOf = new Map<NodeId, Step>();
  for (const step of steps) for (const node of step.nodes) stepOf.set(node.id, step);
  const workers = new Map<Step, RuntimeNode[]>();
  const shared = new Set<RuntimeNode>();
  for (const worker of runtimeNodes) {
    if (target.isFree(worker.node, runtime)) continue;
    const nodeIds = worker.covers.length > 0 ? worker.covers : worker.partOf;
    const worked = new Set(nodeIds.flatMap((id) => stepOf.get(id) ?? []));
    if (worked.size > 1) shared.add(worker);
    for (const step of worked) workers.set(step, [...(workers.get(step) ?? []), worker]);
  }
  return steps.map((step) => {
    const found = workers.get(step) ?? [];
    return { step, verdict: verdictOf(found, shared), runtimeNodes: found };
  });
}

function verdictOf(workers: readonly RuntimeNode[], shared: ReadonlySet<RuntimeNode>): StepVerdict {
  const [only, ...others] = workers;
  if (!only) return 'removed';
  if (others.length > 0) return 'split';
  return shared.has(only) ? 'fused' : 'confirmed';
}

import type { Diagnostic } from '../errors.ts';
import type { Graph, LayerId, NodeId } from '../ir/graph.ts';
import { verifyGraph } from '../ir/verify.ts';
import { countLayers, countOriginalLayers } from '../targets/layer-count.ts';
import type { TargetName } from '../targets/target.ts';
import { targetOf } from '../targets/targets.ts';
import { collectRefusals, type RefusedCandidate } from './collect-refusals.ts';
import { type PipelineOptions, pipeline, type StageName } from './pipeline.ts';
import { type RuleSwitches, toReservations } from './rule-switches.ts';
import { runSteps, type StepOptions } from './run-steps.ts';
import type { AppliedStep, RefusedPlace, Trace, TraceEntry } from './trace.ts';
import { verifyLayers } from './verify-layers.ts';

export interface OptimizeOptions extends RuleSwitches, PipelineOptions {
  readonly target: TargetName;
  /** Largest growth of the file, in bytes, that folding one constant may cause. 64 KiB when absent. */
  readonly foldSizeLimitBytes?: number;
  /** Hears of every change with the graphs around it, so that each can be proved. */
  readonly onStep?: (step: AppliedStep) => void;
  readonly signal?: AbortSignal;
}

/** The graph after a stage of the pipeline. */
export interface StageRecord {
  readonly name: 'original' | StageName;
  /** Layers by LAYER_COUNT_CONVENTION. */
  readonly layerCount: number;
  readonly graph: Graph;
}

export interface AppliedFusion extends TraceEntry {
  readonly stage: StageName;
  /** The nodes of the final graph that stand for `origins`; none where these were eliminated. */
  readonly nodeIds: readonly NodeId[];
  /** The layer of the final graph that they ended in. */
  readonly layerId?: LayerId;
}

export interface Optimized {
  readonly graph: Graph;
  /** 'original' first, then one per stage. */
  readonly stages: readonly StageRecord[];
  readonly fusions: readonly AppliedFusion[];
  /** Candidates that are still refused in the final graph, in order of the model. */
  readonly refusals: readonly RefusedCandidate[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Rewrites a graph for a target and groups its nodes into the layers that the target runs. `graph` should have its types
 * inferred. Reads no weights: constants that are computed from weights are computed when they are read.
 * Exactness: float32 rounding of folded weights. Errors: InvariantError; AbortError.
 */
export function optimize(graph: Graph, options: OptimizeOptions): Optimized {
  const target = targetOf(options.target);
  const steps: StepOptions = {
    target,
    ...toReservations(options),
    foldSizeLimitBytes: options.foldSizeLimitBytes ?? 64 * 1024,
    signal: options.signal,
  };
  const stages: StageRecord[] = [{ name: 'original', layerCount: countOriginalLayers(graph, target), graph }];
  const applied: (TraceEntry & { readonly stage: StageName })[] = [];
  const refused: RefusedPlace[] = [];
  let current = graph;
  for (const stage of pipeline(target, options)) {
    const trace: Trace = { applied: [], refused: [], onStep: options.onStep };
    const before = current;
    current = runSteps(before, stage.steps, steps, trace);
    if (current !== before) {
      verifyGraph(current);
      verifyLayers(current);
    }
    applied.push(...trace.applied.map((entry) => ({ ...entry, stage: stage.name })));
    refused.push(...trace.refused);
    stages.push({ name: stage.name, layerCount: countLayers(current, target), graph: current });
  }
  return {
    graph: current,
    stages,
    fusions: locate(current, applied),
    refusals: collectRefusals(current, refused, steps),
    diagnostics: [],
  };
}

/** Finds what became of the nodes that each change concerned. */
function locate(
  graph: Graph,
  applied: readonly (TraceEntry & { readonly stage: StageName })[],
): readonly AppliedFusion[] {
  const heirs = new Map<NodeId, NodeId[]>();
  for (const node of graph.nodes.values()) {
    for (const origin of node.origins) {
      const known = heirs.get(origin);
      if (known) known.push(node.id);
      else heirs.set(origin, [node.id]);
    }
  }
  return applied.map((entry) => {
    const nodeIds = [...new Set(entry.origins.flatMap((origin) => heirs.get(origin) ?? []))].sort((a, b) => a - b);
    const layerId = nodeIds.map((id) => graph.layerOf.get(id)).find((id) => id !== undefined);
    return { ...entry, nodeIds, ...(layerId !== undefined && { layerId }) };
  });
}

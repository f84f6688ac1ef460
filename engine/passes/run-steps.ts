import { InvariantError } from '../errors.ts';
import { applyPatch } from '../ir/apply-patch.ts';
import type { Graph } from '../ir/graph.ts';
import { inferTypes } from '../ops/infer-types.ts';
import type { FusionRule } from './fusion/rule.ts';
import { applyRules, type WorklistOptions } from './fusion/worklist.ts';
import type { Pass, PassContext } from './pass.ts';
import { originsOf } from './rule-switches.ts';
import type { RefusedPlace, Trace } from './trace.ts';
import { verifyPatch } from './verify-patch.ts';

/** A pass, or a rule: an ordered list of them is a stage of the pipeline. */
export type Step = Pass | FusionRule;

export type StepOptions = WorklistOptions & PassContext;

const isRule = (step: Step): step is FusionRule => 'tryAt' in step;

/** Rounds of a list of steps that still change something after this many are a defect. */
const ROUND_LIMIT = 50;

/**
 * Runs the steps in order, again and again until none would change anything. Neighbouring rules of one kind share a worklist;
 * passes run alone. After each round, types are inferred anew for what changed. Those of `graph` must be known already.
 */
export function runSteps(graph: Graph, steps: readonly Step[], options: StepOptions, trace: Trace): Graph {
  const batches = batchesOf(steps);
  /** The graph that each batch left, or last found nothing to do in, and what it refused there. */
  const left = new Map<Batch, { readonly graph: Graph; readonly refused: readonly RefusedPlace[] }>();
  let current = graph;
  let typedNodes = graph.nodes;
  for (let round = 0; round < ROUND_LIMIT; round++) {
    if (batches.every((batch) => left.get(batch)?.graph === current)) {
      for (const { refused } of left.values()) trace.refused.push(...refused);
      return current;
    }
    for (const batch of batches) {
      options.signal?.throwIfAborted();
      if (left.get(batch)?.graph === current) continue;
      const refused: RefusedPlace[] = [];
      current = Array.isArray(batch)
        ? applyRules(current, batch, options, { ...trace, refused })
        : applyPass(current, batch, options, trace);
      left.set(batch, { graph: current, refused });
    }
    if (current.nodes !== typedNodes) current = inferTypes(current);
    typedNodes = current.nodes;
  }
  throw new InvariantError(`${steps.map((step) => step.name).join(', ')} do not settle`);
}

type Batch = Pass | FusionRule[];

function batchesOf(steps: readonly Step[]): readonly Batch[] {
  const batches: Batch[] = [];
  for (const step of steps) {
    const last = batches.at(-1);
    if (!isRule(step)) batches.push(step);
    else if (Array.isArray(last) && last[0]?.kind === step.kind) last.push(step);
    else batches.push([step]);
  }
  return batches;
}

function applyPass(graph: Graph, pass: Pass, options: StepOptions, trace: Trace): Graph {
  const patch = pass.run(graph, options);
  if (!patch) return graph;
  const after = applyPatch(graph, patch);
  verifyPatch(after, patch, pass.name);
  const gone = [...graph.nodes.values()].filter((node) => !after.nodes.has(node.id));
  const origins = originsOf(gone);
  trace.onStep?.({ rule: pass.name, kind: 'rewrite', origins, nodeIds: [], before: graph, after, patch });
  if (gone.length > 0)
    trace.applied.push({ rule: pass.name, origins, description: `${gone.length} nodes: ${pass.summary}` });
  return after;
}

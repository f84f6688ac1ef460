import type { TargetName } from '../api/contract.ts';
import { type Optimized, optimize } from '../passes/optimize.ts';
import { pipeline } from '../passes/pipeline.ts';
import { targetOf } from '../targets/targets.ts';
import type { ComparedGraphs, RuleView } from '../view/graph-view.ts';
import type { LoadedModel } from './load-model.ts';

export interface RewriteOptions {
  readonly target: TargetName;
  /** Names of rules and passes that stay off. */
  readonly disabledRules: readonly string[];
}

/** A model rewritten for a target, before its precision changes. */
export interface RewrittenModel extends Optimized {
  readonly target: TargetName;
}

/** Rewrites a model for a target. Reads no weights. */
export function rewriteModel({ frozen }: LoadedModel, { target, disabledRules }: RewriteOptions): RewrittenModel {
  return { target, ...optimize(frozen, { target, disabledRules }) };
}

/** Layers before, after every stage, and after the last. */
export function layerCountsOf({ stages }: Optimized): ComparedGraphs['layers'] {
  const counts = stages.map(({ name, layerCount }) => ({ name, count: layerCount }));
  return { before: counts[0]?.count ?? 0, after: counts.at(-1)?.count ?? 0, stages: counts };
}

/** Every rule and pass that a target has, those that are off by default too. */
export function rulesOf(targetName: TargetName): readonly RuleView[] {
  const target = targetOf(targetName);
  const steps = [...pipeline(target).flatMap((stage) => stage.steps), ...target.optionalRules.map(({ rule }) => rule)];
  const views = steps.map((step): RuleView => {
    const { name, summary } = step;
    return 'example' in step
      ? { name, summary, example: { before: step.example.before, after: step.example.after } }
      : { name, summary };
  });
  return [...new Map(views.map((view) => [view.name, view])).values()];
}

import type { NodeId } from '../ir/graph.ts';
import { type Optimized, type OptimizeOptions, optimize } from '../passes/optimize.ts';
import { pipeline } from '../passes/pipeline.ts';
import type { RuleSwitches } from '../passes/rule-switches.ts';
import { countSourceLayers } from '../targets/layer-count.ts';
import type { Precision, TargetName } from '../targets/target.ts';
import { targetOf } from '../targets/targets.ts';
import type { ComparedGraphs, RuleView } from '../view/graph-view.ts';
import type { LoadedModel } from './load-model.ts';

export interface RewriteOptions extends RuleSwitches {
  readonly target: TargetName;
  /** What the model becomes next; 'fp32' when absent. */
  readonly precision?: Precision;
  /** Hears of every change with the graphs around it. */
  readonly onStep?: OptimizeOptions['onStep'];
}

/** A model rewritten for a target, before its precision changes. */
export interface RewrittenModel extends Optimized {
  readonly target: TargetName;
}

/** Rewrites a model for a target. Reads no weights. */
export function rewriteModel({ frozen }: LoadedModel, options: RewriteOptions): RewrittenModel {
  const { onStep, ...others } = options;
  return { target: options.target, ...optimize(frozen, { ...others, ...(onStep && { onStep }) }) };
}

/** Layers before, after every stage, and after the last. */
export function layerCountsOf({ stages }: Optimized): ComparedGraphs['layers'] {
  const counts = stages.map(({ name, layerCount }) => ({ name, count: layerCount }));
  const source = stages[0] && countSourceLayers(stages[0].graph);
  return {
    before: counts[0]?.count ?? 0,
    ...(source && { beforePaired: source.pairedCount }),
    after: counts.at(-1)?.count ?? 0,
    stages: counts,
  };
}

/**
 * Nodes that optional rules made whose values do not fit a precision: they were asked for all the same, and stay in float32.
 */
export function nodesOfUnsuitedRules({ target, fusions }: RewrittenModel, precision: Precision): ReadonlySet<NodeId> {
  const unsuited = targetOf(target)
    .optionalRules.filter(({ unsuitedFor = [] }) => unsuitedFor.includes(precision))
    .map(({ rule }) => rule.name);
  return new Set(fusions.filter(({ rule }) => unsuited.includes(rule)).flatMap(({ nodeIds }) => nodeIds));
}

/** Every rule and pass that a target has, those that are off by default too. */
export function rulesOf(targetName: TargetName): readonly RuleView[] {
  const target = targetOf(targetName);
  const steps = [...pipeline(target).flatMap((stage) => stage.steps), ...target.optionalRules.map(({ rule }) => rule)];
  const views = steps.map((step): RuleView => {
    const { name, summary } = step;
    const option = target.optionalRules.find(({ rule }) => rule === step);
    return {
      name,
      summary,
      ...('example' in step && { example: { before: step.example.before, after: step.example.after } }),
      ...(option && { optional: { isDefault: option.isDefault, reason: option.reason } }),
    };
  });
  return [...new Map(views.map((view) => [view.name, view])).values()];
}

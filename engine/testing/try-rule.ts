import type { Graph } from '../ir/graph.ts';
import { topologicalOrder } from '../ir/query.ts';
import type { FusionRule } from '../passes/fusion/rule.ts';
import { applyRules } from '../passes/fusion/worklist.ts';
import { reservesNothing } from '../passes/rule-switches.ts';
import type { Trace } from '../passes/trace.ts';
import type { Target } from '../targets/target.ts';

/** The graph after one rule, or several in this order, applied until none fits. */
export function applyRule(rules: FusionRule | readonly FusionRule[], graph: Graph, target: Target): Graph {
  const trace: Trace = { applied: [], refused: [] };
  return [rules]
    .flat()
    .reduce((current, rule) => applyRules(current, [rule], { target, ...reservesNothing }, trace), graph);
}

/** What a rule says about every place of a graph: whether it fits, or why not. */
export const tryRule = (rule: FusionRule, graph: Graph, target: Target) =>
  topologicalOrder(graph)
    .flatMap((node) => rule.tryAt(graph, node, target))
    .map((outcome) => (outcome.kind === 'fits' ? 'fits' : outcome.refusal.reason));

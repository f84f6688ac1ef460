import type { Graph } from '../ir/graph.ts';
import { type ConvertedGraph, explainKept } from '../precision/plan.ts';

const SHOWN_REASONS = 4;

/** What did not become what was asked for; of many reasons, those that concern most nodes. */
export function conversionRemarks(float: Graph, { kept, diagnostics }: ConvertedGraph): readonly string[] {
  const reasons = explainKept(float, kept);
  const hiddenCount = reasons.length - SHOWN_REASONS;
  return [
    ...diagnostics.map(({ message }) => message),
    ...reasons.slice(0, SHOWN_REASONS),
    ...(hiddenCount > 0 ? [`Further nodes stay in float32, for ${hiddenCount} more reasons.`] : []),
  ];
}

import { toConditionParts } from '../../../engine/report/conditions.ts';
import type { CompareReport } from '../../../engine/report/report.ts';

/** Stands under every table and chart: no figure without its conditions. */
export function ConditionsLine({ conditions }: Pick<CompareReport, 'conditions'>) {
  return <p className="mt-1.5 text-xs text-ink-3 tabular-nums">{toConditionParts(conditions).join(' · ')}</p>;
}

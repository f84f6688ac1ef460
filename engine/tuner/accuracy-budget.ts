import type { AccuracyFigures } from '../report/report.ts';
import type { AccuracyBudget } from '../report/tune-report.ts';

/**
 * Why a plan costs more accuracy than the budget allows, or undefined where it keeps to it. Labelled data is judged by
 * top-1 against the original's, other data by agreement with the original. Random inputs judge nothing: there only results
 * that are no numbers speak against a plan.
 */
export function findExcess(
  accuracy: AccuracyFigures,
  original: AccuracyFigures | undefined,
  { maximumDrop }: AccuracyBudget,
): string | undefined {
  if (accuracy.sqnrDb === 'overflow') return 'Its results overflow.';
  if (accuracy.basis === 'random') return undefined;
  const allowed = `the budget allows ${inPoints(maximumDrop)}`;
  if (accuracy.top1 !== undefined && original?.top1 !== undefined) {
    const drop = original.top1 - accuracy.top1;
    return drop > maximumDrop ? `Top-1 falls by ${inPoints(drop)}; ${allowed}.` : undefined;
  }
  const drop = 1 - accuracy.agreement;
  return drop > maximumDrop ? `${inPoints(drop)} of the answers differ from the original's; ${allowed}.` : undefined;
}

const inPoints = (fraction: number): string => `${(100 * fraction).toFixed(2)} %`;

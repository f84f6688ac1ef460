import { invariant } from '../errors.ts';
import type { AccuracyDrop, Interval } from '../report/report.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** The same samples answered by the reference and by another model: how many each got right. */
export interface PairedCounts {
  readonly bothRight: number;
  /** The reference was right and the other is wrong. */
  readonly lost: number;
  /** The reference was wrong and the other is right. */
  readonly gained: number;
  readonly bothWrong: number;
}

/** A difference that chance alone gives more rarely than this is significant. */
const SIGNIFICANCE = 0.05;

/**
 * How much accuracy another model loses on the samples that the reference answered too. Both saw the same samples, so only
 * those with a changed outcome tell anything: 40 lost and 38 gained of 10,000 is noise, 40 lost and 2 gained is not.
 * Significance is McNemar's exact test, two-sided; the interval is Newcombe's for paired proportions, 95 %.
 * Source: Q. McNemar, Psychometrika 12 (1947); R. G. Newcombe, Statistics in Medicine 17 (1998), p. 2635, method 10.
 */
export function pairedDrop(counts: PairedCounts): AccuracyDrop {
  const { bothRight, lost, gained, bothWrong } = counts;
  const total = bothRight + lost + gained + bothWrong;
  invariant(total > 0, 'There are no samples to compare');
  const pValue = exactMcNemar(lost, gained);
  return {
    fraction: (lost - gained) / total,
    interval: newcombeInterval(counts),
    lostCount: lost,
    gainedCount: gained,
    pValue,
    isSignificant: pValue < SIGNIFICANCE,
  };
}

/** Probability that as uneven a split of the changed samples comes about when either way is equally likely. */
export function exactMcNemar(lost: number, gained: number): number {
  const changed = lost + gained;
  const fewer = Math.min(lost, gained);
  // In logarithms: 2 ** -changed is below the smallest number from 1,075 samples on.
  let logTerm = -changed * Math.LN2;
  let tail = 0;
  for (let count = 0; count <= fewer; count++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((changed - count) / (count + 1));
  }
  return Math.min(1, 2 * tail);
}

function newcombeInterval({ bothRight, lost, gained, bothWrong }: PairedCounts): Interval {
  const total = bothRight + lost + gained + bothWrong;
  const [before, after] = [bothRight + lost, bothRight + gained];
  const [p, q] = [before / total, after / total];
  const [first, second] = [wilsonInterval(before, total), wilsonInterval(after, total)];
  const phi = correlation(bothRight * bothWrong - lost * gained, total, before, after);
  const spread = (a: number, b: number) => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  return {
    low: p - q - spread(p - first.low, second.high - q),
    high: p - q + spread(first.high - p, q - second.low),
  };
}

/** Of the two outcomes, with Newcombe's continuity correction; 0 where one of them never changes. */
function correlation(determinant: number, total: number, before: number, after: number): number {
  const product = before * (total - before) * after * (total - after);
  if (product === 0) return 0;
  const corrected = determinant > 0 ? Math.max(0, determinant - total / 2) : determinant;
  return corrected / Math.sqrt(product);
}

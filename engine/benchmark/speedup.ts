import { type Interval, median, medianInterval } from './statistics.ts';

/** How many times faster a variant is than the baseline. */
export interface Speedup {
  /** Median over rounds of: the baseline's median latency / the variant's. */
  readonly ratio: number;
  /** Where the true ratio lies with 95 % confidence; absent below six rounds. */
  readonly interval?: Interval;
  /** The interval excludes 1: the difference is more than noise. */
  readonly isConclusive: boolean;
}

/**
 * Compares round by round: both ran within moments of each other there, so what slows the machine for a while slows both
 * and cancels out. Each argument holds the median latency of every round.
 */
export function compareRounds(baselineMs: readonly number[], variantMs: readonly number[]): Speedup {
  const ratios = variantMs.map((ms, round) => (baselineMs[round] ?? Number.NaN) / ms);
  const interval = medianInterval(ratios);
  return {
    ratio: median(ratios),
    ...(interval && { interval }),
    isConclusive: interval !== undefined && (interval.low > 1 || interval.high < 1),
  };
}

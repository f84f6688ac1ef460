/** Order statistics of measurements, and the random numbers that make them repeatable. */

/**
 * The p-th percentile, p from 0 to 100: linear interpolation between the two closest ranks, as NumPy's default does
 * (method 7 of Hyndman and Fan, 1996). NaN for no values.
 */
export function percentile(values: ArrayLike<number>, p: number): number {
  const sorted = Float64Array.from(values).sort();
  const rank = ((sorted.length - 1) * p) / 100;
  const below = sorted[Math.floor(rank)] ?? Number.NaN;
  const above = sorted[Math.ceil(rank)] ?? Number.NaN;
  return below + (above - below) * (rank - Math.floor(rank));
}

export const median = (values: ArrayLike<number>): number => percentile(values, 50);

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += values[index] ?? 0;
  return total;
}

export function concatenate(blocks: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(sum(blocks.map(({ length }) => length)));
  let start = 0;
  for (const block of blocks) {
    all.set(block, start);
    start += block.length;
  }
  return all;
}

export const mean = (values: ArrayLike<number>): number => sum(values) / values.length;

/** How far values scatter: the 10th to the 90th percentile, as a fraction of the median. */
export const relativeSpread = (values: ArrayLike<number>): number =>
  (percentile(values, 90) - percentile(values, 10)) / median(values);

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * An interval that holds the true median with at least 95 % confidence, whatever the distribution: the order statistics
 * that the binomial distribution with p = 1/2 allows. Undefined below six values, where no such interval exists.
 */
export function medianInterval(values: ArrayLike<number>): Interval | undefined {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  // Probability that fewer than `rank` of the values lie below the median; each end may miss with 2.5 %.
  let tail = 0;
  let term = 2 ** -count;
  let rank = 0;
  while (tail + term <= 0.025) {
    tail += term;
    term *= (count - rank) / (rank + 1);
    rank++;
  }
  const low = sorted[rank - 1];
  const high = sorted[count - rank];
  return low === undefined || high === undefined ? undefined : { low, high };
}

/** Uniform numbers in [0, 1), the same for the same seed. Source: mulberry32 (T. Ettinger, 2017). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seed from a text: FNV-1a, 32 bits. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

import type { ValueRange } from '../quantize/scheme.ts';

/** Counts of values in equal bins from `min` to `max`. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly counts: Float64Array;
}

/** Bins on each side of zero that has values. */
export const BINS_PER_SIDE = 2048;

/** Where a histogram of values in `range` must lie so that zero is a bin edge: [0, max], [min, 0] or [-a, a]. */
export function histogramRange({ min, max }: ValueRange): ValueRange & { readonly binCount: number } {
  if (min >= 0) return { min: 0, max, binCount: BINS_PER_SIDE };
  if (max <= 0) return { min, max: 0, binCount: BINS_PER_SIDE };
  const reach = Math.max(-min, max);
  return { min: -reach, max: reach, binCount: 2 * BINS_PER_SIDE };
}

/** Counts of |x| in equal bins from 0; `binWidth` in the units of x. */
export interface MagnitudeHistogram {
  readonly counts: Float64Array;
  readonly binWidth: number;
}

/** Folds a histogram whose bins have an edge at zero. */
export function foldToMagnitudes({ min, max, counts }: Histogram): MagnitudeHistogram {
  const binWidth = (max - min) / counts.length;
  if (min >= 0) return { counts, binWidth };
  if (max <= 0) return { counts: counts.toReversed(), binWidth };
  const half = counts.length / 2;
  const folded = new Float64Array(half);
  for (let bin = 0; bin < half; bin++) folded[bin] = (counts[half + bin] ?? 0) + (counts[half - 1 - bin] ?? 0);
  return { counts: folded, binWidth };
}

/** `range` cut to magnitudes of at most `threshold`. */
export const clipRange = ({ min, max }: ValueRange, threshold: number): ValueRange => ({
  min: Math.max(min, -threshold),
  max: Math.min(max, threshold),
});

/**
 * Fraction of the values beyond `range`: of bins that lie beyond it whole, as what shares a bin with its end is rounded at most. 0
 * where nothing was counted.
 */
export function shareBeyond({ min, max, counts }: Histogram, range: ValueRange): number {
  const width = (max - min) / counts.length;
  // Ranges mostly end at the edge of a bin, which adding up widths misses by a rounding.
  const slack = width / 1000;
  let [beyond, total] = [0, 0];
  for (const [bin, count] of counts.entries()) {
    const start = min + bin * width;
    total += count;
    if (start + width <= range.min + slack || start >= range.max - slack) beyond += count;
  }
  return total === 0 ? 0 : beyond / total;
}

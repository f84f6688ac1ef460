import type { MagnitudeHistogram } from './histogram.ts';

/** The magnitude below which `percentile` percent of the values lie, to the bin. */
export function percentileThreshold({ counts, binWidth }: MagnitudeHistogram, percentile: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (const [bin, count] of counts.entries()) {
    below += count;
    if (below >= (total * percentile) / 100) return (bin + 1) * binWidth;
  }
  return counts.length * binWidth;
}

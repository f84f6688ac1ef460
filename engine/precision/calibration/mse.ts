import type { ValueRange } from '../quantize/scheme.ts';
import { clipRange, type MagnitudeHistogram } from './histogram.ts';

const CANDIDATE_COUNT = 256;

/**
 * The threshold with the least mean squared error of 8-bit quantization: rounding noise within it, distance beyond it.
 * Values are taken at the centres of their bins.
 */
export function meanSquaredErrorThreshold({ counts, binWidth }: MagnitudeHistogram, range: ValueRange): number {
  const reach = counts.length * binWidth;
  let best = reach;
  let leastError = Number.POSITIVE_INFINITY;
  for (let candidate = CANDIDATE_COUNT; candidate >= 1; candidate--) {
    const threshold = (reach * candidate) / CANDIDATE_COUNT;
    const { min, max } = clipRange(range, threshold);
    const step = (max - min) / 255;
    let error = 0;
    for (let bin = 0; bin < counts.length; bin++) {
      const value = (bin + 0.5) * binWidth;
      const distance = value > threshold ? value - threshold : value - Math.round(value / step) * step;
      error += (counts[bin] ?? 0) * distance * distance;
    }
    if (error < leastError) {
      leastError = error;
      best = threshold;
    }
  }
  return best;
}

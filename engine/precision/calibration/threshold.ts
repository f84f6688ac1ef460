import { assertNever } from '../../errors.ts';
import type { ValueRange } from '../quantize/scheme.ts';
import { entropyThreshold } from './entropy.ts';
import { clipRange, foldToMagnitudes, type Histogram } from './histogram.ts';
import { meanSquaredErrorThreshold } from './mse.ts';
import { percentileThreshold } from './percentile.ts';

/** How the range that is quantized follows from the values seen. */
export type CalibrationMethod =
  /** Everything seen. */
  | { readonly kind: 'min-max' }
  /** Least loss of information: for convolutional networks. */
  | { readonly kind: 'entropy' }
  /** All but the largest magnitudes. `percentile` in percent, for example 99.99. */
  | { readonly kind: 'percentile'; readonly percentile: number }
  /** Least mean squared error. */
  | { readonly kind: 'mse' };

export const needsHistogram = (method: CalibrationMethod): boolean => method.kind !== 'min-max';

/** Levels that 8 bits give to magnitudes: all 256 to a range on one side of zero, 128 where both sides share them evenly. */
export function levelCountOf({ min, max }: ValueRange): number {
  const reach = Math.max(-min, max);
  return Math.round(Math.min(256, (256 * reach) / (Math.max(max, 0) - Math.min(min, 0))));
}

/** The range to quantize of values that were seen in `range` and counted in `histogram`. */
export function thresholdRange(range: ValueRange, histogram: Histogram, method: CalibrationMethod): ValueRange {
  const magnitudes = foldToMagnitudes(histogram);
  switch (method.kind) {
    case 'min-max':
      return range;
    case 'entropy':
      return clipRange(range, entropyThreshold(magnitudes, levelCountOf(range)));
    case 'percentile':
      return clipRange(range, percentileThreshold(magnitudes, method.percentile));
    case 'mse':
      return clipRange(range, meanSquaredErrorThreshold(magnitudes, range));
    default:
      return assertNever(method);
  }
}

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
  /** The usual range of a batch: single batches with outliers count little. */
  | { readonly kind: 'moving-average' }
  /** Least loss of information: for convolutional networks. */
  | { readonly kind: 'entropy' }
  /** All but the largest magnitudes. `percentile` in percent, for example 99.99. */
  | { readonly kind: 'percentile'; readonly percentile: number }
  /** Least mean squared error. */
  | { readonly kind: 'mse' };

export const needsHistogram = ({ kind }: CalibrationMethod): boolean => kind !== 'min-max' && kind !== 'moving-average';

/** What was seen of one value. */
export interface SeenValue {
  /** Everything seen; Infinity to -Infinity where no finite value was. */
  readonly range: ValueRange;
  /** The moving average of the ranges of batches. */
  readonly averageRange: ValueRange;
  readonly histogram?: Histogram;
}

/** Levels that 8 bits give to magnitudes: all 256 to a range on one side of zero, 128 where both sides share them evenly. */
export function levelCountOf({ min, max }: ValueRange): number {
  const reach = Math.max(-min, max);
  return Math.round(Math.min(256, (256 * reach) / (Math.max(max, 0) - Math.min(min, 0))));
}

/** The range to quantize. A value without a histogram, which was always zero or not finite, keeps the whole range. */
export function thresholdRange(seen: SeenValue, method: CalibrationMethod): ValueRange {
  const { range, averageRange, histogram } = seen;
  if (method.kind === 'moving-average') return averageRange;
  if (method.kind === 'min-max' || !histogram) return range;
  const magnitudes = foldToMagnitudes(histogram);
  switch (method.kind) {
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

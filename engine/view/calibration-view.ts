import { type Histogram, shareBeyond } from '../precision/calibration/histogram.ts';
import { type CalibrationMethod, type SeenValue, thresholdRange } from '../precision/calibration/threshold.ts';
import type { ValueRange } from '../precision/quantize/scheme.ts';

/** What a calibration saw, tensor by tensor: a line each. */
export interface CalibrationView {
  /** 'calibration-images (500 samples), entropy' */
  readonly description: string;
  readonly basis: 'data' | 'random' | 'cache';
  readonly tensors: readonly CalibratedTensorLine[];
}

export interface CalibratedTensorLine {
  readonly name: string;
  readonly range: ValueRange;
  readonly threshold: ValueRange;
  /** Fraction of the values beyond the threshold, which saturate; absent without a histogram. */
  readonly saturatedShare?: number;
}

/** One tensor's distribution with the range that every method would give it. */
export interface CalibratedTensorView extends CalibratedTensorLine {
  /** Counts in equal bins from `min` to `max`; absent where every value was zero, or the ranges came from a cache. */
  readonly histogram?: { readonly min: number; readonly max: number; readonly counts: readonly number[] };
  readonly methods: readonly MethodThreshold[];
}

export interface MethodThreshold {
  readonly method: CalibrationMethod['kind'];
  readonly percentile?: number;
  readonly threshold: ValueRange;
}

/** Bins to draw: fewer than were counted, and about one for each two pixels. */
const SHOWN_BINS = 256;

const shownMethods: readonly CalibrationMethod[] = [
  { kind: 'min-max' },
  { kind: 'moving-average' },
  { kind: 'entropy' },
  { kind: 'percentile', percentile: 99.9 },
  { kind: 'percentile', percentile: 99.99 },
  { kind: 'percentile', percentile: 99.999 },
  { kind: 'mse' },
];

export function toTensorLine(
  name: string,
  value: SeenValue & { readonly threshold: ValueRange },
): CalibratedTensorLine {
  const { range, threshold, histogram } = value;
  return { name, range, threshold, ...(histogram && { saturatedShare: shareBeyond(histogram, threshold) }) };
}

export function toTensorView(
  name: string,
  value: SeenValue & { readonly threshold: ValueRange },
): CalibratedTensorView {
  const { histogram } = value;
  return {
    ...toTensorLine(name, value),
    ...(histogram && { histogram: mergeBins(histogram, SHOWN_BINS) }),
    methods: histogram
      ? shownMethods.map((method) => ({
          method: method.kind,
          ...(method.kind === 'percentile' && { percentile: method.percentile }),
          threshold: thresholdRange(value, method),
        }))
      : [],
  };
}

/** The number of bins is a multiple of `shownCount`. */
function mergeBins(
  { min, max, counts }: Histogram,
  shownCount: number,
): NonNullable<CalibratedTensorView['histogram']> {
  const merged = new Array<number>(shownCount).fill(0);
  const step = counts.length / shownCount;
  for (const [bin, count] of counts.entries()) {
    const target = Math.floor(bin / step);
    merged[target] = (merged[target] ?? 0) + count;
  }
  return { min, max, counts: merged };
}

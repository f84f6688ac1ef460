import type { ValueId } from '../../ir/graph.ts';
import type { Feeds, ReducedOutput, Reduction } from '../../runtime/session.ts';
import { missingCalibrationOutput, noCalibrationData } from '../errors.ts';
import { isDegenerate, type ValueRange } from '../quantize/scheme.ts';
import { type Histogram, histogramRange } from './histogram.ts';
import { RangeTracker } from './min-max.ts';
import { AverageRangeTracker } from './moving-average.ts';
import { type CalibrationMethod, needsHistogram, type SeenValue, thresholdRange } from './threshold.ts';

/** Runs the instrumented model once and returns each named output reduced. */
export type ModelRunner = (
  feeds: Feeds,
  reductions: Readonly<Record<string, Reduction>>,
  signal?: AbortSignal,
) => Promise<Readonly<Record<string, ReducedOutput>>>;

export interface CalibrationOptions {
  readonly method: CalibrationMethod;
  /** 'random' feeds give ranges good for speed experiments only; the mark stays on the result. */
  readonly basis: 'data' | 'random';
  /** Histograms are kept for display even where the method needs none. Default: only when needed. */
  readonly histograms?: 'when-needed' | 'always';
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CalibrationProgress) => void;
}

export interface CalibrationProgress {
  readonly pass: 'range' | 'histogram';
  readonly passCount: number;
  /** Batches done in this pass. */
  readonly batchCount: number;
  /** Batches of a pass, known from the second pass on. */
  readonly totalBatchCount?: number;
}

export interface CalibrationTable {
  readonly method: CalibrationMethod;
  readonly basis: 'data' | 'random';
  readonly batchCount: number;
  readonly values: ReadonlyMap<ValueId, CalibratedValue>;
}

export interface CalibratedValue extends SeenValue {
  /** What is quantized; values beyond saturate. */
  readonly threshold: ValueRange;
}

/**
 * Observes values over two passes through the data: their ranges, then histograms of fixed bins over those ranges.
 * Memory grows with the number of values observed, not with the data. With nothing to observe, nothing is run.
 *
 * @param observed the output of the instrumented model under which each value is found.
 * @param batches starts a pass through the data; called once per pass, and must give the same batches each time.
 * Errors: precision.no-calibration-data, precision.missing-output, and the runner's own.
 */
export async function calibrate(
  observed: ReadonlyMap<string, ValueId>,
  batches: () => AsyncIterable<Feeds>,
  run: ModelRunner,
  options: CalibrationOptions,
): Promise<CalibrationTable> {
  const { method, basis, signal, onProgress } = options;
  if (observed.size === 0) return { method, basis, batchCount: 0, values: new Map() };
  const wantsHistograms = needsHistogram(method) || options.histograms === 'always';
  const passCount = wantsHistograms ? 2 : 1;

  const ranges = new RangeTracker();
  const averages = new AverageRangeTracker();
  const rangeReductions = Object.fromEntries([...observed.keys()].map((name) => [name, { kind: 'range' } as const]));
  const batchCount = await eachBatch(
    rangeReductions,
    (done) => onProgress?.({ pass: 'range', passCount, batchCount: done }),
    (name, output) => {
      if (output.kind !== 'range') return;
      ranges.widen(name, output);
      averages.add(name, output);
    },
  );
  if (batchCount === 0) throw noCalibrationData();

  const histograms = new Map<string, Histogram>();
  if (wantsHistograms) {
    const reductions: Record<string, Reduction> = {};
    for (const name of observed.keys()) {
      const range = ranges.of(name);
      if (isDegenerate(range)) continue;
      const { min, max, binCount } = histogramRange(range);
      reductions[name] = { kind: 'histogram', min, max, binCount };
      histograms.set(name, { min, max, counts: new Float64Array(binCount) });
    }
    await eachBatch(
      reductions,
      (done) => onProgress?.({ pass: 'histogram', passCount, batchCount: done, totalBatchCount: batchCount }),
      (name, output) => {
        const counts = histograms.get(name)?.counts;
        if (counts && output.kind === 'histogram') addTo(counts, output.counts);
      },
    );
  }

  const values = new Map<ValueId, CalibratedValue>();
  for (const [name, id] of observed) {
    const histogram = histograms.get(name);
    const seen: SeenValue = {
      range: ranges.of(name),
      averageRange: averages.of(name),
      ...(histogram && { histogram }),
    };
    values.set(id, { ...seen, threshold: thresholdRange(seen, method) });
  }
  return { method, basis, batchCount, values };

  async function eachBatch(
    reductions: Readonly<Record<string, Reduction>>,
    progress: (batchCount: number) => void,
    collect: (name: string, output: ReducedOutput) => void,
  ): Promise<number> {
    let count = 0;
    for await (const feeds of batches()) {
      signal?.throwIfAborted();
      const outputs = await run(feeds, reductions, signal);
      for (const name of Object.keys(reductions)) {
        const output = outputs[name];
        if (!output) throw missingCalibrationOutput(name);
        collect(name, output);
      }
      progress(++count);
    }
    signal?.throwIfAborted();
    return count;
  }
}

/** The same table under another method, from the histograms it kept. Values without one keep their whole range. */
export function withMethod(table: CalibrationTable, method: CalibrationMethod): CalibrationTable {
  const values = new Map<ValueId, CalibratedValue>();
  for (const [id, value] of table.values) {
    values.set(id, { ...value, threshold: thresholdRange(value, method) });
  }
  return { ...table, method, values };
}

function addTo(totals: Float64Array, counts: Float64Array): void {
  for (const [bin, count] of counts.entries()) totals[bin] = (totals[bin] ?? 0) + count;
}

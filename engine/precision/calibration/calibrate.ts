import type { ValueId } from '../../ir/graph.ts';
import type { Feeds, ReducedOutput, Reduction } from '../../runtime/session.ts';
import { missingCalibrationOutput, noCalibrationData } from '../errors.ts';
import { isDegenerate, type ValueRange } from '../quantize/scheme.ts';
import { type Histogram, histogramRange } from './histogram.ts';
import { emptyRange, RangeTracker } from './min-max.ts';
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
  /**
   * Where the ranges come from. 'random' feeds are good for speed experiments only, and the mark stays on the result;
   * a 'cache' was calibrated elsewhere.
   */
  readonly basis: CalibrationBasis;
  /** Histograms are kept for display even where the method needs none. Default: only when needed. */
  readonly histograms?: 'when-needed' | 'always';
  /** What earlier passes saw of the same model and data: they are not run again. */
  readonly known?: Observations | undefined;
  /** Hears what a finished pass and those before it saw. */
  readonly onPassDone?: (seen: Observations) => Promise<void>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CalibrationProgress) => void;
}

export type CalibrationBasis = 'data' | 'random' | 'cache';

export interface CalibrationProgress {
  readonly pass: 'range' | 'histogram';
  readonly passCount: number;
  /** Batches done in this pass. */
  readonly batchCount: number;
  /** Batches of a pass, known from the second pass on. */
  readonly totalBatchCount?: number;
}

/** What was seen, by the name of the output under which a value was observed; with histograms after the second pass. */
export interface Observations {
  readonly batchCount: number;
  readonly ranges: ReadonlyMap<string, Pick<SeenValue, 'range' | 'averageRange'>>;
  readonly histograms?: ReadonlyMap<string, Histogram>;
}

export interface CalibrationTable {
  readonly method: CalibrationMethod;
  readonly basis: CalibrationBasis;
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
  const { method, basis, known, onPassDone } = options;
  if (observed.size === 0) return { method, basis, batchCount: 0, values: new Map() };
  const wantsHistograms = needsHistogram(method) || options.histograms === 'always';
  const passes = new Passes([...observed.keys()], batches, run, options, wantsHistograms ? 2 : 1);
  let seen = known;
  if (!seen) {
    seen = await passes.observeRanges();
    if (seen.batchCount === 0) throw noCalibrationData();
    await onPassDone?.(seen);
  }
  if (wantsHistograms && !seen.histograms) {
    seen = await passes.observeHistograms(seen);
    await onPassDone?.(seen);
  }
  return toTable(observed, seen, options);
}

/** The ranges to quantize that a method makes of what was seen. */
export function toTable(
  observed: ReadonlyMap<string, ValueId>,
  { batchCount, ranges, histograms }: Observations,
  { method, basis }: Pick<CalibrationOptions, 'method' | 'basis'>,
): CalibrationTable {
  const values = new Map<ValueId, CalibratedValue>();
  for (const [name, id] of observed) {
    const histogram = histograms?.get(name);
    const { range, averageRange } = ranges.get(name) ?? { range: emptyRange, averageRange: emptyRange };
    const value: SeenValue = { range, averageRange, ...(histogram && { histogram }) };
    values.set(id, { ...value, threshold: thresholdRange(value, method) });
  }
  return { method, basis, batchCount, values };
}

/** The same table under another method, from the histograms it kept. Values without one keep their whole range. */
export function withMethod(table: CalibrationTable, method: CalibrationMethod): CalibrationTable {
  const values = new Map<ValueId, CalibratedValue>();
  for (const [id, value] of table.values) values.set(id, { ...value, threshold: thresholdRange(value, method) });
  return { ...table, method, values };
}

class Passes {
  constructor(
    private readonly names: readonly string[],
    private readonly batches: () => AsyncIterable<Feeds>,
    private readonly run: ModelRunner,
    private readonly options: Pick<CalibrationOptions, 'signal' | 'onProgress'>,
    private readonly passCount: number,
  ) {}

  async observeRanges(): Promise<Observations> {
    const ranges = new RangeTracker();
    const averages = new AverageRangeTracker();
    const batchCount = await this.eachBatch(
      Object.fromEntries(this.names.map((name) => [name, { kind: 'range' } as const])),
      (done) => this.tell({ pass: 'range', batchCount: done }),
      (name, output) => {
        if (output.kind !== 'range') return;
        ranges.widen(name, output);
        averages.add(name, output);
      },
    );
    const seen = this.names.map((name) => [name, { range: ranges.of(name), averageRange: averages.of(name) }] as const);
    return { batchCount, ranges: new Map(seen) };
  }

  /** Values that were always zero, or never finite, have no histogram. */
  async observeHistograms({ batchCount, ranges }: Observations): Promise<Observations> {
    const histograms = new Map<string, Histogram>();
    const reductions: Record<string, Reduction> = {};
    for (const name of this.names) {
      const range = ranges.get(name)?.range ?? emptyRange;
      if (isDegenerate(range)) continue;
      const { min, max, binCount } = histogramRange(range);
      reductions[name] = { kind: 'histogram', min, max, binCount };
      histograms.set(name, { min, max, counts: new Float64Array(binCount) });
    }
    await this.eachBatch(
      reductions,
      (done) => this.tell({ pass: 'histogram', batchCount: done, totalBatchCount: batchCount }),
      (name, output) => {
        const counts = histograms.get(name)?.counts;
        if (counts && output.kind === 'histogram') addTo(counts, output.counts);
      },
    );
    return { batchCount, ranges, histograms };
  }

  private tell(progress: Omit<CalibrationProgress, 'passCount'>): void {
    this.options.onProgress?.({ ...progress, passCount: this.passCount });
  }

  private async eachBatch(
    reductions: Readonly<Record<string, Reduction>>,
    progress: (batchCount: number) => void,
    collect: (name: string, output: ReducedOutput) => void,
  ): Promise<number> {
    const { signal } = this.options;
    let count = 0;
    for await (const feeds of this.batches()) {
      signal?.throwIfAborted();
      const outputs = await this.run(feeds, reductions, signal);
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

function addTo(totals: Float64Array, counts: Float64Array): void {
  for (let bin = 0; bin < totals.length; bin++) totals[bin] = (totals[bin] ?? 0) + (counts[bin] ?? 0);
}

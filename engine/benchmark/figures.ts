import type { Diagnostic } from '../errors.ts';
import type { BackendName, RunnerMemory } from '../runtime/session.ts';
import type { PowerFigures } from './power.ts';
import type { Racer } from './race.ts';
import { compareRounds, type Speedup } from './speedup.ts';
import { concatenate, mean, median, percentile, relativeSpread } from './statistics.ts';

/** What was measured of one variant. */
export interface Figures {
  /** Every timed run, in the order they ran. */
  readonly durationsMs: Float64Array;
  readonly latencyMs: { readonly p50: number; readonly p90: number; readonly p99: number };
  /** Samples per second: batch / mean latency, or what the concurrent streams did together. */
  readonly throughput: number;
  /** Operations per second over the median latency, in 10^9; absent where the model's operations are unknown. */
  readonly gflops?: number;
  readonly loadMs: number;
  /** Peak resident memory of the process that ran it, and what that was before the model was loaded. One stream. */
  readonly peakBytes: number;
  readonly baselineBytes: number;
  /** The most memory of the device that was in use; absent where nobody counts. */
  readonly peakDeviceBytes?: number;
  /** Of the device, in one stream without pause; absent where it does not report it. */
  readonly power?: PowerFigures;
  readonly sizeBytes: number;
  /** What drove ONNX Runtime, which may be another than was asked for. */
  readonly backend: BackendName;
  /** Against the first variant; 1 for itself, absent when that failed. */
  readonly speedup?: Speedup;
}

interface RaceEnd {
  readonly memory: RunnerMemory;
  readonly power?: PowerFigures | undefined;
  readonly streamThroughput?: number;
}

export function toFigures(
  racer: Racer,
  { memory, power, streamThroughput }: RaceEnd,
  baseline: Racer | undefined,
): Figures {
  const { variant, session, batch } = racer;
  const durationsMs = concatenate(racer.blocks);
  const p50 = median(durationsMs);
  return {
    durationsMs,
    latencyMs: { p50, p90: percentile(durationsMs, 90), p99: percentile(durationsMs, 99) },
    throughput: streamThroughput ?? (1000 * batch) / mean(durationsMs),
    ...(variant.flopsPerRun !== undefined && { gflops: variant.flopsPerRun / p50 / 1e6 }),
    loadMs: session.loadMs,
    backend: session.backend,
    ...memory,
    ...(power && { power }),
    sizeBytes: variant.sizeBytes,
    ...(baseline && { speedup: compareRounds(baseline.blocks.map(median), racer.blocks.map(median)) }),
  };
}

/** Round medians that scatter further than this were disturbed by something else on the machine. */
const noisySpread = 0.2;

/** Fewer runs than this say little about a 99th percentile. */
const fewRuns = 30;

/** Above this share other programs are felt; above the second nothing but interleaved ratios can be trusted. */
const feltLoad = 0.1;
const tooBusyLoad = 0.3;

/** Says when other programs kept the machine busy. Told beside the first, since it concerns all. */
export function diagnoseLoad(otherLoad: number | undefined, first: Racer | undefined): readonly Diagnostic[] {
  if (otherLoad === undefined || otherLoad < feltLoad || !first) return [];
  const took = `Other programs took ${percent(otherLoad)} of the processors while this was measured`;
  const message =
    otherLoad < tooBusyLoad
      ? `${took}; close them for steadier figures.`
      : `${took}: the machine was too busy to conclude anything from absolute times. Close them and measure again.`;
  return [{ severity: 'warning', code: 'benchmark.busy', message, place: first.variant.id }];
}

/** Says where figures are weak. With speedups, the first racer is the baseline. */
export function diagnose(racers: readonly Racer[], figures: ReadonlyMap<string, Figures>): readonly Diagnostic[] {
  return racers.flatMap((racer) => {
    const { id } = racer.variant;
    const found: Diagnostic[] = [];
    const spread = relativeSpread(racer.blocks.map(median));
    if (spread > noisySpread) {
      const message = `Latency of ${id} moved by ${percent(spread)} from round to round; close other programs and measure again.`;
      found.push({ severity: 'warning', code: 'benchmark.noisy', message, place: id });
    }
    if (racer.runCount < fewRuns) {
      const message = `${id} was timed ${racer.runCount} times: enough for its median, little for p90 and p99.`;
      found.push({ severity: 'info', code: 'benchmark.few-runs', message, place: id });
    }
    if (racer.session.fallback !== undefined) {
      const message = `${id} was not measured as asked for. ${racer.session.fallback}`;
      found.push({ severity: 'warning', code: 'benchmark.fallback', message, place: id });
    }
    const speedup = figures.get(id)?.speedup;
    if (speedup && racer !== racers[0] && !speedup.isConclusive) {
      const message = `Whether ${id} differs in speed from ${racers[0]?.variant.id} is inconclusive: ${inWords(speedup)}.`;
      found.push({ severity: 'info', code: 'benchmark.inconclusive', message, place: id });
    }
    return found;
  });
}

const percent = (fraction: number): string => `${Math.round(100 * fraction)} %`;

const inWords = ({ interval }: Speedup): string =>
  interval
    ? `the ratio is between ${interval.low.toFixed(2)} and ${interval.high.toFixed(2)} with 95 % confidence`
    : 'there were fewer than six rounds';

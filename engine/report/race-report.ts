import type { Conditions, Interval, Outcome, Percentiles } from './report.ts';

export interface RaceFigures {
  /** Samples in one run of this model. */
  readonly batch: number;
  readonly latencyMs: Percentiles;
  /** Samples per second. */
  readonly throughput: number;
  /** Operations per second over the median latency, in 10^9; absent where the model's operations are unknown. */
  readonly gflops?: number;
  /** Peak resident memory of the process that ran it, ONNX Runtime included. */
  readonly peakHostBytes: number;
  /**
   * Median of the per-round ratios baseline / this, in latency; absent where the baseline failed, or takes another number of
   * samples in a run.
   */
  readonly speedup?: number;
  readonly speedupInterval?: Interval;
  /** False: the difference from the baseline is within the noise. */
  readonly isConclusive?: boolean;
}

/** What a model's own newest comparison found on labelled data. Speed has no part in it, so it holds beside figures of a race. */
export interface KnownAccuracy {
  readonly top1: number;
  readonly sampleCount: number;
  readonly data: string;
}

/** One of several models, run as its file has it. */
export interface RacedModel {
  /** Of the open model. */
  readonly modelId: string;
  /** Unique in its report. */
  readonly name: string;
  readonly outcome: Outcome<RaceFigures>;
  readonly accuracy?: KnownAccuracy;
  /** How far its figures can be trusted. */
  readonly remarks: readonly string[];
}

/** Different models, measured by turns under the same conditions. */
export interface RaceReport {
  readonly conditions: Conditions;
  /** The name of the model that every ratio refers to. */
  readonly baseline: string;
  readonly models: readonly RacedModel[];
}

import type { MachinePeaks } from '../benchmark/roofline.ts';
import type { ProviderName } from '../runtime/session.ts';
import type { QuantizationExplanation } from './explanation.ts';
import type { LayerProfile } from './layer-profile.ts';
import type { MixedReport } from './mixed-report.ts';

/** What a variant of a model is: the original untouched, or rewritten and converted. */
export type VariantKind = 'original' | 'fp32' | 'fp16' | 'bf16' | 'int8' | 'int8-dynamic' | 'int4' | 'mixed';

export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** The conditions under which every figure of a report was measured. No figure is shown without them. */
export interface Conditions {
  readonly provider: ProviderName;
  readonly device: string;
  readonly threads: number;
  readonly batch: number;
  readonly streams: number;
  /** Timed runs per variant and interleaved rounds they came in. */
  readonly runCount: number;
  readonly roundCount: number;
  readonly onnxruntimeVersion: string;
  readonly measuredAt: string;
  /** Name of the labelled data, and how many samples; absent when there was none. */
  readonly data?: string;
  readonly calibration?: string;
  /** The model's weights are made up: its speed and size are real, its outputs mean nothing. */
  readonly weights?: 'random';
}

/** Signal to quantization noise in dB. 'identical': there is no noise; 'overflow': infinite or undefined values came out. */
export type Sqnr = number | 'identical' | 'overflow';

/** Bounds of a 95 % confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Accuracy lost against the original on the same samples; negative where some was gained. */
export interface AccuracyDrop {
  readonly fraction: number;
  /** Newcombe's interval for paired proportions. */
  readonly interval: Interval;
  /** Samples that only the original got right, and that only the variant got right. */
  readonly lostCount: number;
  readonly gainedCount: number;
  /** McNemar's exact test on those samples: how likely chance alone makes as uneven a split. */
  readonly pValue: number;
  /** False: the drop is within what chance gives. */
  readonly isSignificant: boolean;
}

/** Of one class of labelled data: how many of its samples are answered right. */
export interface ClassAccuracy {
  readonly label: number;
  readonly name?: string;
  readonly sampleCount: number;
  readonly correctCount: number;
  /** The same for the original. */
  readonly originalCorrectCount: number;
}

/** A sample that a variant answers otherwise than the original. Answers are class numbers where the model has classes. */
export interface ChangedSample {
  readonly index: number;
  readonly label?: number;
  readonly before: number;
  readonly after: number;
}

/** How many samples went from one answer to another. */
export interface Confusion {
  readonly before: number;
  readonly after: number;
  readonly count: number;
}

/** Where a variant's answers differ from the original's. */
export interface AnswerChanges {
  /** On labelled data, in the order of the labels. */
  readonly classes?: readonly ClassAccuracy[];
  readonly changedCount: number;
  /** The first of them. */
  readonly samples: readonly ChangedSample[];
  /** The most frequent. */
  readonly confusions: readonly Confusion[];
}

export interface AccuracyFigures {
  readonly sampleCount: number;
  /** Fractions, on labelled data only. */
  readonly top1?: number;
  readonly top1Interval?: Interval;
  /** Of top-1, against the original on the same samples; absent for the original itself. */
  readonly top1Drop?: AccuracyDrop;
  readonly top5?: number;
  readonly top5Interval?: Interval;
  /** Fraction of samples with the same top answer as the original. */
  readonly agreement: number;
  readonly agreementInterval?: Interval;
  /** Of the outputs, against the original. */
  readonly sqnrDb: Sqnr;
  readonly cosine: number;
  /** 'random' inputs say something about numerics and nothing about accuracy. */
  readonly basis: 'labelled' | 'unlabelled' | 'random';
}

export interface VariantFigures {
  readonly latencyMs: Percentiles;
  /** Every timed run, for the distribution. Milliseconds. */
  readonly durationsMs: readonly number[];
  /** Samples per second. */
  readonly throughput: number;
  /** Operations per second over the median latency, in 10^9; absent where the model's operations are unknown. */
  readonly gflops?: number;
  /** Share of the machine's measured peak for float32 matrix multiplication; absent when it was not measured. */
  readonly peakShare?: number;
  /** Peak resident memory of the process that ran it, ONNX Runtime included. */
  readonly peakHostBytes: number;
  /** The same process just before the model was loaded. */
  readonly baselineHostBytes: number;
  readonly peakDeviceBytes?: number;
  readonly sizeBytes: number;
  readonly loadMs: number;
  /** Median of the per-round ratios original / this; absent where the original failed. */
  readonly speedup?: number;
  readonly speedupInterval?: Interval;
  /** That the device drew while the variant ran without pause, and samples per second over them; where it reports its power. */
  readonly watts?: number;
  readonly samplesPerJoule?: number;
  /** Where the time of a run goes; absent where the runtime shows no profile. */
  readonly layers?: LayerProfile;
  readonly accuracy?: AccuracyFigures;
  readonly answers?: AnswerChanges;
}

/** What came of measuring one thing among others, which go on where it fails. */
export type Outcome<Figures> =
  | { readonly status: 'measured'; readonly figures: Figures }
  | { readonly status: 'failed'; readonly code: string; readonly message: string };

export interface VariantReport {
  readonly kind: VariantKind;
  readonly label: string;
  readonly outcome: Outcome<VariantFigures>;
  /** Plain sentences: 'INT8 is slower here because ...', 'not valid for accuracy: random calibration data'. */
  readonly remarks: readonly string[];
  /** Of a mixed precision: what was tried for it. */
  readonly mixed?: MixedReport;
  /** Of a quantized variant. */
  readonly explanation?: QuantizationExplanation;
}

/** The comparison of a model's variants: the dashboard's data, the command line's JSON. */
export interface CompareReport {
  readonly model: string;
  readonly conditions: Conditions;
  /** Of the machine, with this provider and these threads; absent where they were not measured. */
  readonly peaks?: MachinePeaks;
  readonly variants: readonly VariantReport[];
}

import type { AccuracyFigures, Interval, Sqnr } from './report.ts';

/** A part of a model that mixed precision keeps or reverts as one: a layer with weights, or neighbouring ones of a large model. */
export interface LayerSensitivity {
  /** The layers in it, by node name. */
  readonly names: readonly string[];
  /** Nodes of the imported graph. */
  readonly origins: readonly number[];
  /** Of the multiply-accumulates of all such layers. */
  readonly workShare: number;
  /** Of the model's outputs when only this part runs in INT8. */
  readonly sqnrDb: Sqnr;
}

/** A plan's speed against the optimized FP32 model, measured in turns with it. */
export interface PlanSpeed {
  readonly ratio: number;
  readonly interval?: Interval;
  readonly latencyMs: number;
}

/** One assignment of precisions that was tried. */
export interface MixedPlan {
  /** 'INT8', '3 of 21 layers in FP32', 'FP32' */
  readonly label: string;
  /** Layers that stay in float32, by node name. */
  readonly floatLayers: readonly string[];
  /** What it loses against the original, as a fraction: of top-1 on labelled data, of agreement elsewhere. Negative for a gain. */
  readonly drop: number;
  readonly accuracy: AccuracyFigures;
  readonly sizeBytes: number;
  /** Absent where it was not timed. */
  readonly speed?: PlanSpeed;
  /** No plan that was tried is both faster and more accurate. */
  readonly isOnFront: boolean;
}

export type MixedStatus =
  /** A plan within the budget is faster than FP32. */
  | 'met'
  /** None is; the most accurate one that is faster is kept. */
  | 'missed'
  /** Nothing that was tried is faster than FP32. */
  | 'stay-fp32'
  /** It ended before it was through: the best so far is kept. */
  | 'stopped';

/** What a search for a mixed precision found, at its end or so far. */
export interface MixedReport {
  /** What may be lost, as a fraction. */
  readonly maxDrop: number;
  /** What `drop` counts: 'top-1' on labelled data, else 'agreement' with the original. */
  readonly criterion: 'top-1' | 'agreement';
  /** Name of the data that judged the plans, and how many samples. */
  readonly data: string;
  /** The most sensitive first. Empty where speed decided before. */
  readonly sensitivities: readonly LayerSensitivity[];
  /** In the order in which they were tried; FP32 first. */
  readonly plans: readonly MixedPlan[];
  readonly status: MixedStatus;
  /** Index of the plan that is kept: 0, FP32, where nothing better was found. */
  readonly chosen: number;
  /** One or two sentences: what was chosen, or what is missing. */
  readonly summary: string;
}

import type { Sqnr } from './report.ts';

/** Of the time of one run, by what it goes into; fractions that add up to 1. */
export interface TimeShares {
  /** Kernels that compute on 8-bit integers. */
  readonly integer: number;
  readonly float: number;
  /** Conversions between float32 and integers, and changes of layout. */
  readonly boundaries: number;
}

/** Conversions or changes of layout of one kind. */
export interface BoundaryCost {
  readonly opType: string;
  readonly count: number;
  /** Of one run, all of them together. */
  readonly durationMs: number;
  /** Layers at which most of that is spent. */
  readonly layers: readonly string[];
}

/** A layer that computes in float32 although the model is quantized. */
export interface FloatLayer {
  readonly name: string;
  readonly opType: string;
  readonly durationMs: number;
}

/** A layer that takes longer on integers than it took in float32. */
export interface SlowerLayer {
  readonly name: string;
  readonly floatMs: number;
  readonly integerMs: number;
}

/** How far a layer's integers are from its float32 values, all errors of the layers before it included. */
export interface LayerNoise {
  readonly name: string;
  /** Nodes of the imported graph. */
  readonly origins: readonly number[];
  readonly sqnrDb: Sqnr;
}

/** How a tensor's calibrated range suits its values. */
export interface RangeFit {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Share of the calibration values that lie beyond the range and saturate. */
  readonly saturatedShare: number;
  /** How many times wider the range is than what 99.9 % of the values need. */
  readonly widening: number;
}

/** Why a quantized variant is as fast and as accurate as it is. */
export interface QuantizationExplanation {
  /** Share of the multiply-accumulates that integer kernels do, by the runtime's own optimized graph. */
  readonly integerWorkShare: number;
  /** Absent where the model could not be profiled. */
  readonly timeShares?: TimeShares;
  /** The dearest first. */
  readonly boundaries: readonly BoundaryCost[];
  readonly floatLayers: readonly FloatLayer[];
  /** Those that lose most time first. */
  readonly slowerLayers: readonly SlowerLayer[];
  /** The noisiest first. Empty where there was no data to measure it with. */
  readonly noise: readonly LayerNoise[];
  /** Tensors that saturate most, and tensors whose range outliers widened most. */
  readonly saturated: readonly RangeFit[];
  readonly widened: readonly RangeFit[];
  /** Where it is not faster than the original: why, in one sentence. */
  readonly cause?: string;
}

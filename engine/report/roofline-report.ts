import type { ProviderName } from '../runtime/session.ts';

/** Data types in which a machine's peak is measured. */
export type PeakDataType = 'float32' | 'float16' | 'int8';

/** What a machine reaches at best through the runtime that runs the models. */
export interface MachinePeaks {
  readonly provider: ProviderName;
  readonly threads: number;
  readonly device: string;
  readonly onnxruntimeVersion: string;
  readonly measuredAt: string;
  /** 10^9 operations per second of a large matrix product, 2 per multiply-accumulate; absent where there is no such kernel. */
  readonly gflops: Readonly<Partial<Record<PeakDataType, number>>>;
  /** 10^9 bytes per second, read and written, of a large copy. */
  readonly gigabytesPerSecond: number;
}

/** What limits a model or layer: arithmetic, or the transport of its data. */
export type RooflineBound = 'compute' | 'memory';

/** A model or a layer against the machine's peaks. */
export interface RooflinePoint {
  readonly name: string;
  readonly dataType: PeakDataType;
  /** 2 per multiply-accumulate. */
  readonly flops: number;
  /** Inputs, outputs and weights, each once: the least that must be moved. */
  readonly bytes: number;
  readonly durationMs: number;
  /** Operations per byte. */
  readonly intensity: number;
  /** 10^9 operations per second, achieved. */
  readonly gflops: number;
  /** 10^9 operations per second that the peaks allow at this intensity. */
  readonly attainableGflops: number;
  /** Achieved / attainable. Above 1 where caches feed it faster than memory could. */
  readonly share: number;
  readonly bound: RooflineBound;
}

export interface RooflineReport {
  readonly peaks: MachinePeaks;
  /** The model as a whole; absent where the cost of some operator is unknown. */
  readonly model?: RooflinePoint;
  readonly layers: readonly RooflinePoint[];
}

import type { RooflinePoint } from './roofline-report.ts';

/** The time of one step of the runtime's own graph, told by the nodes of the model that it stands for. */
export interface LayerTimeRow {
  /** Name in the runtime's optimized graph. */
  readonly name: string;
  readonly opType: string;
  /** Execution provider that ran it, as ONNX Runtime names it. */
  readonly provider: string;
  /** Nodes of the imported graph; empty for what the runtime added itself. */
  readonly origins: readonly number[];
  readonly durationMs: number;
  /** Of the sum over all rows. */
  readonly share: number;
  readonly roofline?: RooflinePoint;
}

/** Where the time of a model goes, layer by layer. */
export interface LayerTimesReport {
  /** In order of execution. */
  readonly rows: readonly LayerTimeRow[];
  readonly sumMs: number;
  /** Median of runs without the profiler. */
  readonly endToEndMs: number;
  /** End to end minus sum, and what it consists of. Negative where the profiler itself slows the layers. */
  readonly differenceMs: number;
  readonly differenceReason: string;
  /** How many rows have no origins, and their share: steps that the runtime added. */
  readonly addedCount: number;
  readonly addedShare: number;
}

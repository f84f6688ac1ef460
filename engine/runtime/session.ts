import type { DataType } from '../ir/data-type.ts';

/** A tensor as it crosses to and from a runtime: little-endian element bytes, row-major. */
export interface HostTensor {
  readonly dataType: DataType;
  readonly dims: readonly number[];
  /** Element bytes; empty for strings, whose elements are in `strings`. */
  readonly data: Uint8Array;
  readonly strings?: readonly string[];
}

export type Feeds = Readonly<Record<string, HostTensor>>;

/** ONNX Runtime execution providers by the name the user types. */
export type ProviderName = 'cpu' | 'cuda' | 'tensorrt' | 'webgpu' | 'dml' | 'coreml';

/** How much ONNX Runtime itself may rewrite the graph. 'disabled' proves that a gain or an error is ours. */
export type GraphOptimizationLevel = 'disabled' | 'basic' | 'extended' | 'layout' | 'all';

/**
 * How ONNX Runtime is driven. 'node-binding': the onnxruntime-node package, as any Node.js program would use it; the baseline
 * of comparisons. 'c-api': its C API on the same library, with options, bindings and a cancel that the package lacks.
 */
export type BackendName = 'node-binding' | 'c-api';

export interface SessionOptions {
  readonly provider: ProviderName;
  /** 'node-binding' when absent. Where the C API cannot be used, `Session.fallback` says so. */
  readonly backend?: BackendName;
  /**
   * What the execution provider is told, by ONNX Runtime's names: `{ prefer_nhwc: '1', enable_cuda_graph: '1' }`. Only with
   * 'c-api'. Recorded graphs (CUDA's, WebGPU's) also need `binding: 'device'`: without it nothing is recorded.
   */
  readonly providerOptions?: Readonly<Record<string, string>>;
  /**
   * Where the tensors of timed runs are. 'host', when absent: every run starts and ends in host memory, as a caller without
   * a device sees it. 'device': they stay where the provider works, so that only the device's work is timed. Only with 'c-api'.
   */
  readonly binding?: 'host' | 'device';
  /** Sizes of dimensions that the model leaves open, by their names in the model. Only with 'c-api'. */
  readonly freeDimensions?: Readonly<Record<string, number>>;
  /** Intra-operator threads; 0 leaves the choice to ONNX Runtime. */
  readonly threads: number;
  readonly graphOptimization: GraphOptimizationLevel;
  /** Raw ONNX Runtime session config entries, for example `session.disable_quant_qdq`. */
  readonly configEntries?: Readonly<Record<string, string>>;
  /** Where ONNX Runtime writes its own optimized graph, to confirm which layers it fused. */
  readonly optimizedModelPath?: string;
  /** Collect per-node times; `Session.endProfile` returns them. */
  readonly profile?: boolean;
}

/** What to load: a file (external data is resolved beside it) or the bytes of a whole model. */
export type ModelSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

export interface SessionPort {
  readonly name: string;
  /** Undefined for a sequence, map or optional. */
  readonly dataType: DataType | undefined;
  /**
   * A number, a dimension's name, or undefined where the model says nothing. Empty for a scalar and also for a tensor
   * whose rank the model does not state: ONNX Runtime's Node binding does not tell them apart.
   */
  readonly dims: readonly (number | string | undefined)[];
}

/**
 * Reduces an output inside the runner, so that gigabytes of activations never cross a process boundary.
 * 'range' keeps min and max; 'histogram' counts x, or |x|, in equal bins over a fixed range; 'channels' keeps the largest |x| and
 * the sum for each index of an axis, which counts from the end where it is negative.
 */
export type Reduction =
  | { readonly kind: 'range' }
  | { readonly kind: 'channels'; readonly axis: number }
  | {
      readonly kind: 'histogram';
      readonly min: number;
      readonly max: number;
      readonly binCount: number;
      /** What is counted; 'value' when absent. */
      readonly of?: 'value' | 'magnitude';
    };

/**
 * The reduced form of one output over one run. `histogram.counts` has `binCount` entries; values outside go to the end bins.
 * NaN and infinities are skipped; `elementCount` counts the finite elements. A range over none is Infinity to -Infinity.
 */
export type ReducedOutput =
  | { readonly kind: 'range'; readonly min: number; readonly max: number; readonly elementCount: number }
  | { readonly kind: 'histogram'; readonly counts: Float64Array }
  /** `elementCount` counts the finite elements of each channel. */
  | {
      readonly kind: 'channels';
      readonly magnitudes: Float64Array;
      readonly sums: Float64Array;
      readonly elementCounts: Float64Array;
    };

export interface LayerTime {
  /** Name of the node in ONNX Runtime's optimized graph. */
  readonly name: string;
  readonly opType: string;
  /** As ONNX Runtime names it: 'CPUExecutionProvider'. */
  readonly provider: string;
  /** Median over the runs since the session was opened. */
  readonly durationMs: number;
}

/**
 * One loaded model in one runner process. Every method rejects with a WorkbenchError. An aborted signal ends the call under way
 * within 250 ms, which then rejects with an AbortError. With 'c-api' the session can be used on, unless the run did not
 * listen; otherwise the runner is killed, and every call under way on this session rejects with it.
 */
export interface Session {
  readonly inputs: readonly SessionPort[];
  readonly outputs: readonly SessionPort[];
  /** Milliseconds that loading and preparing took. */
  readonly loadMs: number;
  /** What drives ONNX Runtime here. */
  readonly backend: BackendName;
  /** Why that is not the backend that was asked for: a full sentence. */
  readonly fallback?: string;
  run(feeds: Feeds, options?: RunOptions): Promise<Readonly<Record<string, HostTensor>>>;
  /** Runs once and returns each named output reduced. */
  reduce(
    feeds: Feeds,
    reductions: Readonly<Record<string, Reduction>>,
    options?: RunOptions,
  ): Promise<Readonly<Record<string, ReducedOutput>>>;
  /**
   * Times runs on the same feeds inside the runner: no message passing within the timed section. Durations in ms.
   * The same `feeds` object as in the last call is not sent again, so it must not have been written to in between.
   * One timing at a time.
   */
  time(feeds: Feeds, runCount: number, options?: RunOptions): Promise<Float64Array>;
  /** What the last timed run gave: proof that it computed something. Only with 'c-api'. */
  timedOutputs(): Promise<Readonly<Record<string, HostTensor>>>;
  /**
   * Resident set of the runner process: its peak since it began to load the model, and what it was just before, with
   * ONNX Runtime in memory. Feeds and outputs count, as they do in any program that runs the model; `run` and `reduce`
   * also count the messages that carry them, `time` has none.
   */
  memory(): Promise<RunnerMemory>;
  /** Ends profiling, which a session does once. Nodes in order of first execution. */
  endProfile(): Promise<readonly LayerTime[]>;
  /** Releases the model and its process. */
  close(): Promise<void>;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Only these outputs; all when absent. */
  readonly outputs?: readonly string[];
}

export interface RunnerMemory {
  readonly peakBytes: number;
  readonly baselineBytes: number;
  /** Processor time that the process has taken since it began, all of its threads together. */
  readonly processorMs?: number;
  /** The most memory of the device that ONNX Runtime had in use, where its allocator counts: CUDA with 'c-api'. */
  readonly peakDeviceBytes?: number;
}

/** Starts runner processes and loads models into them. */
export interface SessionFactory {
  open(source: ModelSource, options: SessionOptions, signal?: AbortSignal): Promise<Session>;
  /** Ends every runner. */
  dispose(): Promise<void>;
}

import type {
  BackendName,
  Feeds,
  HostTensor,
  LayerTime,
  ReducedOutput,
  Reduction,
  RunnerMemory,
  SessionOptions,
} from './session.ts';

/** What the engine asks of a runner process. One model per runner; calls are served one after the other. */
export type RunnerCall =
  | { readonly kind: 'describe' }
  | {
      readonly kind: 'load';
      readonly path: string;
      readonly options: SessionOptions;
      /** Start of the path of the profile that ONNX Runtime writes; needed when `options.profile` is set. */
      readonly profilePrefix?: string;
      /** A folder that the runner deletes when the engine dies before it could. */
      readonly scratchPath: string;
      /** A folder with libraries of execution providers, and a copy of ONNX Runtime's own beside them. */
      readonly providerFolder?: string;
    }
  | { readonly kind: 'run'; readonly feeds: Feeds; readonly outputs: readonly string[] }
  | { readonly kind: 'reduce'; readonly feeds: Feeds; readonly reductions: Readonly<Record<string, Reduction>> }
  /** Reads the feeds of the 'time' calls that follow. */
  | { readonly kind: 'prepare'; readonly feeds: Readonly<Record<string, SpooledTensor>> }
  | { readonly kind: 'time'; readonly outputs: readonly string[]; readonly runCount: number }
  | { readonly kind: 'timed-outputs' }
  | { readonly kind: 'memory' }
  | { readonly kind: 'end-profile' };

/**
 * A tensor whose elements are in a file. A message would leave copies of them behind in the runner, and they would count
 * as memory that the model needs.
 */
export type SpooledTensor = Omit<HostTensor, 'data'> & { readonly path: string };

export type RunnerCallKind = RunnerCall['kind'];

export type LoadCall = Extract<RunnerCall, { readonly kind: 'load' }>;

export interface RuntimeDescription {
  readonly version: string;
  /** Execution providers the library knows; `bundled` ones need no further download. */
  readonly backends: readonly { readonly name: string; readonly bundled: boolean }[];
}

/** Ports as the runtime states them: element type by ONNX Runtime's name, '' for an unnamed dimension. */
export interface LoadedPort {
  readonly name: string;
  /** Absent for a sequence, map or optional. */
  readonly type?: string;
  readonly dims: readonly (number | string)[];
}

export interface LoadedModel {
  readonly inputs: readonly LoadedPort[];
  readonly outputs: readonly LoadedPort[];
  readonly loadMs: number;
  readonly backend: BackendName;
  /** Why it is not the backend that was asked for: a full sentence. */
  readonly fallback?: string;
}

/** What each call answers. */
export interface RunnerResults {
  readonly describe: RuntimeDescription;
  readonly load: LoadedModel;
  readonly run: Readonly<Record<string, HostTensor>>;
  readonly reduce: Readonly<Record<string, ReducedOutput>>;
  readonly prepare: true;
  readonly time: Float64Array;
  readonly 'timed-outputs': Readonly<Record<string, HostTensor>>;
  readonly memory: RunnerMemory;
  readonly 'end-profile': readonly LayerTime[];
}

export type RunnerRequest = { readonly id: number; readonly call: RunnerCall };

/** Ends a call that was asked for: it then fails with 'cancelled', unless it is done already. */
export type RunnerCancel = { readonly cancelled: number };

export type RunnerResponse =
  | { readonly id: number; readonly ok: true; readonly value: RunnerResults[RunnerCallKind] }
  | { readonly id: number; readonly ok: false; readonly failure: RunnerFailure };

export interface RunnerFailure {
  /** 'library' when ONNX Runtime itself could not be loaded, 'call' when it refused or failed the call. */
  readonly stage: 'library' | 'call' | 'cancelled';
  /** ONNX Runtime's own words. */
  readonly message: string;
}

const hasId = (message: unknown): message is { readonly id: number } =>
  typeof message === 'object' && message !== null && 'id' in message && typeof message.id === 'number';

/** Both ends are built from the same source, so a message that has the envelope has the content. */
export const isRunnerRequest = (message: unknown): message is RunnerRequest => hasId(message) && 'call' in message;

export const isRunnerCancel = (message: unknown): message is RunnerCancel =>
  typeof message === 'object' && message !== null && 'cancelled' in message && typeof message.cancelled === 'number';

export const isRunnerResponse = (message: unknown): message is RunnerResponse => hasId(message) && 'ok' in message;

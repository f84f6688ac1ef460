import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { runsOnNvidia } from '../runs-on-nvidia.ts';
import type { Feeds, HostTensor, SessionOptions } from '../session.ts';
import type { OrtApi, Pointer } from './api.ts';
import { BoundExecution } from './bound-execution.ts';
import { type Execution, type ExecutionParts, HostExecution } from './execution.ts';
import { createRunOptions } from './run-options.ts';
import { Scope } from './scope.ts';

/** A run this long is timed on a thread of the pool, so that it can be cancelled; the hop costs some 0.03 ms. */
const longRunMs = 20;

/** Shorter runs are timed on this thread, which listens for a cancel this often. */
const listenEveryMs = 20;

/** Feeds that are ready to be run again and again, for outputs that are fixed. */
export class TimedRuns {
  readonly runOptions: Pointer;
  readonly #scope: Scope;
  readonly #execution: Execution;
  readonly #outputs: readonly string[];
  /** CUDA keeps its handles and its recorded graphs by thread, so it is always called on the same one. */
  readonly #staysHere: boolean;
  #expectedMs = Number.POSITIVE_INFINITY;

  private constructor(scope: Scope, parts: ExecutionParts, execution: Execution, staysHere: boolean) {
    this.runOptions = parts.runOptions;
    this.#scope = scope;
    this.#execution = execution;
    this.#outputs = parts.outputs;
    this.#staysHere = staysHere;
  }

  /** `number` differs from one preparation of a session to the next: each records a graph of its own. */
  static prepare(
    api: OrtApi,
    options: SessionOptions,
    feeds: Feeds,
    { number, partsOf }: { readonly number: number; readonly partsOf: (runOptions: Pointer) => ExecutionParts },
  ): TimedRuns {
    const scope = new Scope();
    try {
      const isBound = options.binding === 'device';
      // What is recorded replays addresses, and without bound tensors each run has others.
      const parts = partsOf(createRunOptions(scope, api, options, isBound ? { graph: number + 1 } : 'unrecorded'));
      const execution = isBound
        ? new BoundExecution(parts, feeds, createRunOptions(scope, api, options, 'unrecorded'))
        : new HostExecution(parts, feeds);
      scope.onClose(() => execution.close());
      return new TimedRuns(scope, parts, execution, runsOnNvidia(options.provider));
    } catch (error) {
      scope.close();
      throw error;
    }
  }

  /** Whether these are the outputs that it was prepared for. */
  runs(outputs: readonly string[]): boolean {
    return outputs.length === this.#outputs.length && outputs.every((name, index) => name === this.#outputs[index]);
  }

  /**
   * Durations in ms. Timed is the call that runs the session, with bound tensors also the wait for the device, and nothing
   * else: what a run allocates anew is released after it. `requireGoOn` throws once the caller cancelled.
   */
  async time(runCount: number, requireGoOn: () => void): Promise<Float64Array> {
    const durations = new Float64Array(runCount);
    let listenedAt = performance.now();
    for (let run = 0; run < runCount; run++) {
      this.#execution.drop();
      const start = performance.now();
      if (this.#staysHere || this.#expectedMs < longRunMs) this.#execution.runHere();
      else await this.#execution.runOffThread();
      const end = performance.now();
      this.#expectedMs = end - start;
      durations[run] = this.#expectedMs;
      if (end - listenedAt < listenEveryMs) continue;
      await setImmediate();
      requireGoOn();
      listenedAt = performance.now();
    }
    return durations;
  }

  /** Copies of what the last run gave. */
  results(): Readonly<Record<string, HostTensor>> {
    return this.#execution.results();
  }

  close(): void {
    this.#scope.close();
  }
}

import { invariant } from '../errors.ts';
import { isDataType } from '../ir/data-type.ts';
import { findFeedMismatch } from './check-feeds.ts';
import { isViewable } from './element-view.ts';
import { feedMismatch, outputNotNumeric, runFailed, unknownOutput } from './errors.ts';
import { RunnerCallFailed, type RunnerClient } from './runner-client.ts';
import type {
  LoadedModel,
  LoadedPort,
  RunnerCall,
  RunnerCallKind,
  RunnerResults,
  SpooledTensor,
} from './runner-protocol.ts';
import type { Scratch } from './scratch.ts';
import type {
  BackendName,
  Feeds,
  HostTensor,
  LayerTime,
  ReducedOutput,
  Reduction,
  RunnerMemory,
  RunOptions,
  Session,
  SessionPort,
} from './session.ts';

/**
 * A session in a runner process. Besides runtime.runner-exited and runtime.session-closed:
 * Errors: runtime.feed-mismatch and runtime.unknown-output before anything runs, runtime.run-failed.
 */
export class RunnerSession implements Session {
  readonly inputs: readonly SessionPort[];
  readonly outputs: readonly SessionPort[];
  readonly loadMs: number;
  readonly backend: BackendName;
  readonly fallback?: string;
  readonly #runner: RunnerClient;
  readonly #scratch: Scratch;
  /** What the runner holds ready for timing. */
  #preparedFeeds: Feeds | undefined;
  #isTiming = false;

  constructor(runner: RunnerClient, loaded: LoadedModel, scratch: Scratch) {
    this.#runner = runner;
    this.#scratch = scratch;
    this.inputs = loaded.inputs.map(toSessionPort);
    this.outputs = loaded.outputs.map(toSessionPort);
    this.loadMs = loaded.loadMs;
    this.backend = loaded.backend;
    if (loaded.fallback !== undefined) this.fallback = loaded.fallback;
    if (loaded.backend === 'c-api') runner.expectToListen();
  }

  async run(feeds: Feeds, options: RunOptions = {}): Promise<Readonly<Record<string, HostTensor>>> {
    const outputs = this.#outputsOf(options);
    this.#check(feeds, outputs);
    return this.#call<'run'>({ kind: 'run', feeds: compact(feeds), outputs }, options.signal);
  }

  /** Further error: runtime.output-not-numeric. */
  async reduce(
    feeds: Feeds,
    reductions: Readonly<Record<string, Reduction>>,
    options: RunOptions = {},
  ): Promise<Readonly<Record<string, ReducedOutput>>> {
    this.#check(feeds, Object.keys(reductions));
    for (const output of this.outputs) {
      if (!(output.name in reductions) || isViewable(output.dataType ?? '')) continue;
      throw outputNotNumeric(this.#runner.model, output.name, output.dataType ?? 'non-tensor');
    }
    return this.#call<'reduce'>({ kind: 'reduce', feeds: compact(feeds), reductions }, options.signal);
  }

  async time(feeds: Feeds, runCount: number, options: RunOptions = {}): Promise<Float64Array> {
    invariant(Number.isSafeInteger(runCount) && runCount > 0, `${runCount} runs cannot be timed`);
    invariant(!this.#isTiming, 'Two timings overlap in one session: each would measure the other');
    const outputs = this.#outputsOf(options);
    if (feeds !== this.#preparedFeeds) this.#check(feeds, outputs);
    this.#isTiming = true;
    try {
      if (feeds !== this.#preparedFeeds) {
        this.#preparedFeeds = undefined;
        await this.#prepare(feeds, options.signal);
        this.#preparedFeeds = feeds;
      }
      return await this.#call<'time'>({ kind: 'time', outputs, runCount }, options.signal);
    } finally {
      this.#isTiming = false;
    }
  }

  async timedOutputs(): Promise<Readonly<Record<string, HostTensor>>> {
    return this.#call<'timed-outputs'>({ kind: 'timed-outputs' });
  }

  async memory(): Promise<RunnerMemory> {
    return this.#call<'memory'>({ kind: 'memory' });
  }

  async endProfile(): Promise<readonly LayerTime[]> {
    return this.#call<'end-profile'>({ kind: 'end-profile' });
  }

  async close(): Promise<void> {
    await this.#runner.close();
  }

  async #prepare(feeds: Feeds, signal: AbortSignal | undefined): Promise<void> {
    try {
      const spooled: Record<string, SpooledTensor> = {};
      for (const [index, [name, { data, ...tensor }]] of Object.entries(feeds).entries()) {
        spooled[name] = { ...tensor, path: await this.#scratch.write(`feeds/${index}`, data) };
      }
      await this.#call<'prepare'>({ kind: 'prepare', feeds: spooled }, signal);
      await this.#scratch.remove('feeds');
    } catch (error) {
      // Files go with the runner, so a missing one is no cause but a consequence.
      throw this.#runner.ended ?? error;
    }
  }

  async #call<K extends RunnerCallKind>(
    call: Extract<RunnerCall, { kind: K }>,
    signal?: AbortSignal,
  ): Promise<RunnerResults[K]> {
    try {
      return await this.#runner.call<K>(call, signal);
    } catch (error) {
      throw error instanceof RunnerCallFailed ? runFailed(this.#runner.model, error.failure.message) : error;
    }
  }

  #outputsOf(options: RunOptions): readonly string[] {
    return options.outputs ?? this.outputs.map((output) => output.name);
  }

  #check(feeds: Feeds, outputs: readonly string[]): void {
    const mismatch = findFeedMismatch(this.inputs, feeds, this.backend);
    if (mismatch) throw feedMismatch(this.#runner.model, mismatch);
    const known = this.outputs.map((output) => output.name);
    const unknown = outputs.find((name) => !known.includes(name));
    if (unknown !== undefined) throw unknownOutput(this.#runner.model, unknown, known);
  }
}

const toSessionPort = ({ name, type, dims }: LoadedPort): SessionPort => ({
  name,
  dataType: type !== undefined && isDataType(type) ? type : undefined,
  dims: dims.map((dim) => (dim === '' ? undefined : dim)),
});

/** Structured clone takes the whole buffer behind a view; a small view of a large buffer is copied out first. */
function compact(feeds: Feeds): Feeds {
  const entries = Object.entries(feeds).map(([name, tensor]) => {
    const isWhole = tensor.data.byteLength === tensor.data.buffer.byteLength;
    return [name, isWhole ? tensor : { ...tensor, data: new Uint8Array(tensor.data) }] as const;
  });
  return Object.fromEntries(entries);
}

import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { invariant } from '../../errors.ts';
import { parseProfile } from '../profile.ts';
import type { LoadCall, LoadedModel } from '../runner-protocol.ts';
import type { RuntimeModel } from '../runtime-model.ts';
import type { Feeds, HostTensor, LayerTime, SessionOptions } from '../session.ts';
import { readPeakDeviceBytes } from './allocator-statistics.ts';
import { type Pointer, textAt } from './api.ts';
import { CancellableCall } from './cancellable-call.ts';
import { type Environment, openEnvironment } from './environment.ts';
import { HostExecution } from './execution.ts';
import { inputsOf, outputsOf } from './ports.ts';
import { createRunOptions } from './run-options.ts';
import { Scope, scoped } from './scope.ts';
import { createSessionOptions } from './session-options.ts';
import { TimedRuns } from './timed-runs.ts';

/** A model loaded through the C API. */
export class NativeModel implements RuntimeModel {
  readonly #scope: Scope;
  readonly #environment: Environment;
  readonly #session: Pointer;
  readonly #options: SessionOptions;
  readonly #call: CancellableCall;
  readonly description: LoadedModel;
  #feeds: Feeds | undefined;
  #timed: TimedRuns | undefined;
  #timedCount = 0;

  private constructor(
    scope: Scope,
    environment: Environment,
    session: Pointer,
    options: SessionOptions,
    loadMs: number,
  ) {
    this.#scope = scope;
    this.#environment = environment;
    this.#session = session;
    this.#options = options;
    this.#call = new CancellableCall(environment.api);
    this.description = {
      inputs: inputsOf(environment, session),
      outputs: outputsOf(environment, session),
      loadMs,
      backend: 'c-api',
    };
  }

  /** Errors: CApiUnavailable, OrtFailure. */
  static async load(call: LoadCall): Promise<NativeModel> {
    const environment = openEnvironment(call.providerFolder);
    const { api, env } = environment;
    const scope = new Scope();
    const temporary = new Scope();
    try {
      const start = performance.now();
      const options = createSessionOptions(temporary, environment, call);
      const session: (Pointer | null)[] = [null];
      await api.callOffThread('CreateSession', env, call.path, options, session);
      invariant(session[0], 'CreateSession gave no session');
      scope.own(session[0], (each) => api.callPlain('ReleaseSession', each));
      return new NativeModel(scope, environment, session[0], call.options, performance.now() - start);
    } catch (error) {
      scope.close();
      throw error;
    } finally {
      temporary.close();
    }
  }

  async run(feeds: Feeds, outputs: readonly string[]): Promise<Readonly<Record<string, HostTensor>>> {
    const scope = new Scope();
    try {
      const runOptions = createRunOptions(scope, this.#environment.api, this.#options, 'unrecorded');
      const execution = new HostExecution(this.#partsOf(runOptions, outputs), feeds);
      scope.onClose(() => execution.close());
      await this.#call.run(runOptions, () => execution.runOffThread());
      return execution.results();
    } finally {
      scope.close();
    }
  }

  prepare(feeds: Feeds): void {
    this.#dropTimed();
    this.#feeds = feeds;
  }

  async time(outputs: readonly string[], runCount: number): Promise<Float64Array> {
    const timed = this.#timedRunsOf(outputs);
    return this.#call.run(timed.runOptions, (requireGoOn) => timed.time(runCount, requireGoOn));
  }

  timedOutputs(): Readonly<Record<string, HostTensor>> {
    invariant(this.#timed, 'Nothing was timed');
    return this.#timed.results();
  }

  peakDeviceBytes(): number | undefined {
    return readPeakDeviceBytes(this.#environment, this.#session, this.#options);
  }

  endProfile(): readonly LayerTime[] {
    const { api, hostAllocator } = this.#environment;
    return scoped((scope) => {
      const free = (text: Pointer) => api.call('AllocatorFree', hostAllocator, text);
      const path = scope.own(api.create('SessionEndProfiling', this.#session, hostAllocator), free);
      return parseProfile(readFileSync(textAt(path), 'utf8'));
    });
  }

  cancel(): void {
    this.#call.cancel();
  }

  /** Releases everything the model holds. */
  close(): void {
    this.#dropTimed();
    this.#scope.close();
  }

  #timedRunsOf(outputs: readonly string[]): TimedRuns {
    if (this.#timed?.runs(outputs)) return this.#timed;
    invariant(this.#feeds, 'Nothing was prepared');
    this.#dropTimed();
    this.#timed = TimedRuns.prepare(this.#environment.api, this.#options, this.#feeds, {
      number: this.#timedCount++,
      partsOf: (runOptions) => this.#partsOf(runOptions, outputs),
    });
    return this.#timed;
  }

  #dropTimed(): void {
    this.#timed?.close();
    this.#timed = undefined;
  }

  #partsOf(runOptions: Pointer, outputs: readonly string[]) {
    const outputNames = this.description.outputs.map(({ name }) => name);
    return { environment: this.#environment, session: this.#session, runOptions, outputNames, outputs };
  }
}

import type { Feeds, HostTensor } from '../session.ts';
import type { Pointer } from './api.ts';
import type { Environment } from './environment.ts';
import { Scope } from './scope.ts';
import { toHostTensor, toValue } from './tensors.ts';

/** Feeds and outputs of a session, ready to run any number of times. */
export interface Execution {
  /** Runs on this thread. */
  runHere(): void;
  /** Runs on a thread of the pool. */
  runOffThread(): Promise<void>;
  /** Copies of what the last run gave. */
  results(): Readonly<Record<string, HostTensor>>;
  /** Drops what the last run gave, where each run gives something new. Not part of what a run costs. */
  drop(): void;
  close(): void;
}

export interface ExecutionParts {
  readonly environment: Environment;
  readonly session: Pointer;
  readonly runOptions: Pointer;
  /** Every output of the session, in order. */
  readonly outputNames: readonly string[];
  /** Those that are asked for. */
  readonly outputs: readonly string[];
}

/** Feeds in host memory; every run allocates its outputs, in host memory too. What a device needs is copied in each run. */
export class HostExecution implements Execution {
  readonly #parts: ExecutionParts;
  readonly #scope = new Scope();
  readonly #inputNames: readonly string[];
  readonly #inputs: readonly Pointer[];
  #results: (Pointer | null)[];

  constructor(parts: ExecutionParts, feeds: Feeds) {
    this.#parts = parts;
    this.#inputNames = Object.keys(feeds);
    try {
      this.#inputs = Object.values(feeds).map((tensor) => toValue(this.#scope, parts.environment, tensor));
    } catch (error) {
      this.#scope.close();
      throw error;
    }
    this.#results = parts.outputs.map(() => null);
  }

  runHere(): void {
    this.drop();
    this.#parts.environment.api.call('Run', ...this.#arguments());
  }

  async runOffThread(): Promise<void> {
    this.drop();
    await this.#parts.environment.api.callOffThread('Run', ...this.#arguments());
  }

  results(): Readonly<Record<string, HostTensor>> {
    const { environment, outputs } = this.#parts;
    return Object.fromEntries(
      this.#results.flatMap((value, index) => {
        const name = outputs[index];
        return value === null || name === undefined ? [] : [[name, toHostTensor(environment, name, value)] as const];
      }),
    );
  }

  drop(): void {
    const { api } = this.#parts.environment;
    for (const value of this.#results) if (value !== null) api.callPlain('ReleaseValue', value);
    this.#results = this.#results.map(() => null);
  }

  close(): void {
    this.drop();
    this.#scope.close();
  }

  #arguments() {
    const { session, runOptions, outputs } = this.#parts;
    const inputCount = this.#inputs.length;
    return [
      session,
      runOptions,
      this.#inputNames,
      this.#inputs,
      inputCount,
      outputs,
      outputs.length,
      this.#results,
    ] as const;
  }
}

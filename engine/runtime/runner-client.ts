import { InvariantError } from '../errors.ts';
import { cancelled, runnerExited, sessionClosed } from './errors.ts';
import type { HostedProcess, ProcessExit, ProcessHost } from './process-host.ts';
import {
  isRunnerResponse,
  type RunnerCall,
  type RunnerCallKind,
  type RunnerCancel,
  type RunnerFailure,
  type RunnerResults,
} from './runner-protocol.ts';

/** ONNX Runtime refused or failed a call. The session knows which error that is. */
export class RunnerCallFailed extends Error {
  override readonly name = 'RunnerCallFailed';

  constructor(readonly failure: RunnerFailure) {
    super(failure.message);
  }
}

/** How long a runner that listens may take to end a cancelled call before it is killed. */
const listenMs = 150;

interface PendingCall {
  readonly resolve: (value: RunnerResults[RunnerCallKind]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The engine's end of one runner process. Whatever ends the process settles every call: a call never hangs.
 * Errors: RunnerCallFailed, runtime.runner-exited, runtime.session-closed, AbortError.
 */
export class RunnerClient {
  /** Resolves once the process is gone, for whatever reason. */
  readonly exited: Promise<ProcessExit>;
  readonly #process: HostedProcess;
  readonly #pending = new Map<number, PendingCall>();
  #lastId = 0;
  #end: Error | undefined;
  /** Whether the runner ends a call when it is told to. */
  #listens = false;

  /** `model` is how messages name what runs here. */
  constructor(
    host: ProcessHost,
    readonly model: string,
  ) {
    this.#process = host.spawnRunner();
    this.#process.onMessage((message) => this.#receive(message));
    this.exited = new Promise((resolve) => {
      this.#process.onExit((exit) => {
        this.#settleAll(runnerExited(model, exit));
        resolve(exit);
      });
    });
  }

  /** From now on calls are cancelled by telling the runner, which then stays. */
  expectToListen(): void {
    this.#listens = true;
  }

  /** Why it takes no further call, once it does not. */
  get ended(): Error | undefined {
    return this.#end;
  }

  /**
   * Ends when `signal` aborts during the call, and rejects with an AbortError: a runner that listens ends the call and stays,
   * any other is killed at once.
   */
  async call<K extends RunnerCallKind>(
    call: Extract<RunnerCall, { kind: K }>,
    signal?: AbortSignal,
  ): Promise<RunnerResults[K]> {
    if (signal?.aborted) throw cancelled();
    if (this.#end) throw this.#end;
    const id = ++this.#lastId;
    const onAbort = () => this.#abort(id);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const value = await new Promise<RunnerResults[RunnerCallKind]>((resolve, reject) => {
        this.#pending.set(id, { resolve, reject });
        this.#process.post({ id, call });
      });
      // The run may have ended by itself while the cancel was on its way.
      if (signal?.aborted) throw cancelled();
      // The runner answers a call of kind K with RunnerResults[K]: both ends are built from runner-protocol.ts.
      return value as RunnerResults[K];
    } finally {
      this.#pending.delete(id);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Kills the process; calls under way reject with runtime.session-closed. Resolves once it is gone. */
  async close(): Promise<void> {
    this.#settleAll(sessionClosed(this.model));
    this.#process.kill();
    await this.exited;
  }

  #abort(id: number): void {
    if (!this.#listens) {
      this.#kill();
      return;
    }
    this.#process.post({ cancelled: id } satisfies RunnerCancel);
    // One node that takes long does not listen before it ends.
    setTimeout(() => this.#pending.has(id) && this.#kill(), listenMs).unref();
  }

  #kill(): void {
    this.#settleAll(cancelled());
    this.#process.kill();
  }

  #settleAll(error: Error): void {
    this.#end ??= error;
    for (const pending of this.#pending.values()) pending.reject(this.#end);
    this.#pending.clear();
  }

  #receive(message: unknown): void {
    if (!isRunnerResponse(message)) {
      this.#settleAll(new InvariantError('A runner sent something that is no response'));
      this.#process.kill();
      return;
    }
    const pending = this.#pending.get(message.id);
    if (message.ok) pending?.resolve(message.value);
    else if (message.failure.stage === 'cancelled') pending?.reject(cancelled());
    else pending?.reject(new RunnerCallFailed(message.failure));
  }
}

import { basename, resolve } from 'node:path';
import { invariant } from '../errors.ts';
import { cancelled, libraryMissing, loadFailed, needsCApi, providerUnavailable } from './errors.ts';
import type { ProcessHost } from './process-host.ts';
import { RunnerCallFailed, RunnerClient } from './runner-client.ts';
import type { LoadCall } from './runner-protocol.ts';
import { RunnerSession } from './runner-session.ts';
import { isProviderMessage } from './runtime-messages.ts';
import { Scratch } from './scratch.ts';
import type { ModelSource, Session, SessionFactory, SessionOptions } from './session.ts';

export interface RunnerPoolOptions {
  readonly processHost: ProcessHost;
  /** Libraries of execution providers that were installed, with ONNX Runtime's own beside them; see provider-folder.ts. */
  readonly providerFolder?: string;
}

/** Opens each session in a runner process of its own. */
export function createRunnerPool(options: RunnerPoolOptions): SessionFactory {
  return new RunnerPool(options);
}

class RunnerPool implements SessionFactory {
  readonly #host: ProcessHost;
  readonly #providerFolder: string | undefined;
  readonly #runners = new Set<RunnerClient>();
  /** Opens under way, and files that go when their runner does: what `dispose` waits for besides the processes. */
  readonly #unfinished = new Set<Promise<unknown>>();
  #disposed = false;

  constructor({ processHost, providerFolder }: RunnerPoolOptions) {
    this.#host = processHost;
    this.#providerFolder = providerFolder;
  }

  /** Errors: runtime.load-failed, runtime.provider-unavailable, runtime.library-missing, runtime.runner-exited. */
  open(source: ModelSource, options: SessionOptions, signal?: AbortSignal): Promise<Session> {
    return this.#finishing(this.#open(source, options, signal));
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await Promise.all([...this.#runners].map((runner) => runner.close()));
    while (this.#unfinished.size > 0) await Promise.allSettled(this.#unfinished);
  }

  async #open(source: ModelSource, options: SessionOptions, signal: AbortSignal | undefined): Promise<Session> {
    if (signal?.aborted) throw cancelled();
    invariant(!this.#disposed, 'A session was opened after the pool was disposed of');
    requireBackendFor(options);
    const model = source.kind === 'file' ? basename(source.path) : 'the model';
    const scratch = new Scratch();
    const runner = this.#start(model, scratch);
    try {
      const call = await toLoadCall(source, options, scratch);
      const folder = this.#providerFolder !== undefined && { providerFolder: this.#providerFolder };
      const loaded = await runner.call<'load'>({ ...call, ...folder }, signal);
      await scratch.remove(modelFileName);
      return new RunnerSession(runner, loaded, scratch);
    } catch (error) {
      const ended = runner.ended;
      await runner.close();
      if (error instanceof RunnerCallFailed) throw toOpenError(model, options, error);
      // Files go with the runner, so a missing one is no cause but a consequence.
      throw ended ?? error;
    }
  }

  #start(model: string, scratch: Scratch): RunnerClient {
    const runner = new RunnerClient(this.#host, model);
    this.#runners.add(runner);
    void this.#finishing(
      runner.exited.then(async () => {
        this.#runners.delete(runner);
        await scratch.dispose();
      }),
    );
    return runner;
  }

  /** Makes `dispose` wait for this. */
  #finishing<T>(work: Promise<T>): Promise<T> {
    this.#unfinished.add(work);
    const forget = () => this.#unfinished.delete(work);
    work.then(forget, forget);
    return work;
  }
}

const modelFileName = 'model.onnx';

/**
 * Bytes go to the runner through a file: as a message they would be copied several times inside the runner and show
 * up in its peak memory, and messages have a size limit.
 */
async function toLoadCall(source: ModelSource, options: SessionOptions, scratch: Scratch): Promise<LoadCall> {
  const path = source.kind === 'file' ? resolve(source.path) : await scratch.write(modelFileName, source.bytes);
  const profile = options.profile && { profilePrefix: await scratch.file('profile/trace') };
  const optimized = options.optimizedModelPath && { optimizedModelPath: resolve(options.optimizedModelPath) };
  return { kind: 'load', path, options: { ...options, ...optimized }, scratchPath: scratch.path, ...profile };
}

/** What the Node binding would ignore is refused: a figure would be that of something else. Errors: runtime.needs-c-api. */
function requireBackendFor(options: SessionOptions): void {
  if (options.backend === 'c-api') return;
  if (Object.keys(options.providerOptions ?? {}).length > 0) throw needsCApi('Options of an execution provider');
  if (options.binding === 'device') throw needsCApi('Tensors that stay on the device');
  if (Object.keys(options.freeDimensions ?? {}).length > 0) throw needsCApi('Sizes of open dimensions');
}

function toOpenError(model: string, options: SessionOptions, { failure }: RunnerCallFailed) {
  if (failure.stage === 'library') return libraryMissing(failure.message);
  if (isProviderMessage(failure.message)) return providerUnavailable(options.provider, failure.message);
  return loadFailed(model, failure.message);
}

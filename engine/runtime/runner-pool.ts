import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { invariant } from '../errors.ts';
import { cancelled, libraryMissing, loadFailed, providerUnavailable } from './errors.ts';
import type { ProcessHost } from './process-host.ts';
import { RunnerCallFailed, RunnerClient } from './runner-client.ts';
import type { RunnerCall } from './runner-protocol.ts';
import { RunnerSession } from './runner-session.ts';
import { isProviderMessage } from './runtime-messages.ts';
import type { ModelSource, Session, SessionFactory, SessionOptions } from './session.ts';

export interface RunnerPoolOptions {
  readonly processHost: ProcessHost;
}

/** Opens each session in a runner process of its own. */
export function createRunnerPool({ processHost }: RunnerPoolOptions): SessionFactory {
  return new RunnerPool(processHost);
}

class RunnerPool implements SessionFactory {
  readonly #host: ProcessHost;
  readonly #runners = new Set<RunnerClient>();
  /** Opens under way and scratch folders being deleted: what `dispose` has to wait for besides the processes. */
  readonly #unfinished = new Set<Promise<unknown>>();
  #disposed = false;

  constructor(host: ProcessHost) {
    this.#host = host;
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
    const model = source.kind === 'file' ? basename(source.path) : 'the model';
    const runner = this.#start(model);
    try {
      const scratchPath = needsScratch(source, options) ? await this.#makeScratch(runner) : undefined;
      const loaded = await runner.call(await toLoadCall(source, options, scratchPath), signal);
      if (source.kind === 'bytes' && scratchPath !== undefined) await rm(join(scratchPath, modelFileName));
      return new RunnerSession(runner, loaded);
    } catch (error) {
      await runner.close();
      throw error instanceof RunnerCallFailed ? toOpenError(model, options, error) : error;
    }
  }

  #start(model: string): RunnerClient {
    const runner = new RunnerClient(this.#host, model);
    this.#runners.add(runner);
    void runner.exited.then(() => this.#runners.delete(runner));
    return runner;
  }

  /** A folder that lives as long as the runner. */
  async #makeScratch(runner: RunnerClient): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'lathe-runner-'));
    void this.#finishing(runner.exited.then(() => rm(path, { recursive: true, force: true })));
    return path;
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

const needsScratch = (source: ModelSource, options: SessionOptions): boolean =>
  source.kind === 'bytes' || options.profile === true;

/**
 * Bytes go to the runner through a file: as a message they would be copied several times inside the runner and show
 * up in its peak memory, and messages have a size limit.
 */
async function toLoadCall(
  source: ModelSource,
  options: SessionOptions,
  scratchPath: string | undefined,
): Promise<Extract<RunnerCall, { kind: 'load' }>> {
  const scratchFile = (name: string) => {
    invariant(scratchPath !== undefined, 'No scratch folder was made');
    return join(scratchPath, name);
  };
  const path = source.kind === 'file' ? resolve(source.path) : scratchFile(modelFileName);
  if (source.kind === 'bytes') await writeFile(path, source.bytes);
  return {
    kind: 'load',
    path,
    options,
    ...(scratchPath !== undefined && { scratchPath }),
    ...(options.profile && { profilePrefix: scratchFile('profile') }),
  };
}

function toOpenError(model: string, options: SessionOptions, { failure }: RunnerCallFailed) {
  if (failure.stage === 'library') return libraryMissing(failure.message);
  if (isProviderMessage(failure.message)) return providerUnavailable(options.provider, failure.message);
  return loadFailed(model, failure.message);
}

import { readFileSync } from 'node:fs';
import { InvariantError, invariant } from '../errors.ts';
import { openBackend } from './load-runtime-model.ts';
import { describeLibrary, LibraryMissing } from './node-binding/library.ts';
import { readProcessMemory, resetPeak } from './process-memory.ts';
import { reduceTensor } from './reduce.ts';
import type {
  RunnerCall,
  RunnerCallKind,
  RunnerCancel,
  RunnerFailure,
  RunnerRequest,
  RunnerResponse,
  RunnerResults,
  SpooledTensor,
} from './runner-protocol.ts';
import { CallCancelled, type RuntimeModel } from './runtime-model.ts';
import type { Feeds, RunnerMemory } from './session.ts';

/** What a runner process does: one model, one call at a time, in the order they came. */
export class RunnerService {
  #model: RuntimeModel | undefined;
  #baselineBytes = 0;
  /** Calls wait for one another: two interleaved timings would each measure the other. */
  #last: Promise<unknown> = Promise.resolve();
  /** The last call whose turn came, and later ones that are cancelled already. Ids ascend. */
  #startedId = 0;
  readonly #cancelledIds = new Set<number>();

  /** What ONNX Runtime refuses becomes a failure in the response. Rejects for defects of Lathe only, which end the process. */
  answer({ id, call }: RunnerRequest): Promise<RunnerResponse> {
    const response = this.#last.then(async (): Promise<RunnerResponse> => {
      this.#startedId = id;
      if (this.#cancelledIds.delete(id)) return { id, ok: false, failure: failureOf(new CallCancelled()) };
      try {
        return { id, ok: true, value: await this.#serve(call) };
      } catch (error) {
        if (error instanceof InvariantError) throw error;
        return { id, ok: false, failure: failureOf(error) };
      }
    });
    this.#last = response;
    return response;
  }

  /** Ends a call that is under way or waits. Too late is no error. */
  cancel({ cancelled }: RunnerCancel): void {
    if (cancelled === this.#startedId) this.#model?.cancel?.();
    else if (cancelled > this.#startedId) this.#cancelledIds.add(cancelled);
  }

  async #serve(call: RunnerCall): Promise<RunnerResults[RunnerCallKind]> {
    switch (call.kind) {
      case 'describe':
        return describeLibrary();
      case 'load': {
        const load = await openBackend(call);
        resetPeak();
        this.#baselineBytes = readProcessMemory().currentBytes;
        this.#model = await load();
        return this.#model.description;
      }
      case 'run':
        return this.#loaded().run(call.feeds, call.outputs);
      case 'reduce': {
        const outputs = await this.#loaded().run(call.feeds, Object.keys(call.reductions));
        return Object.fromEntries(
          Object.entries(call.reductions).map(([name, reduction]) => {
            const tensor = outputs[name];
            invariant(tensor, `ONNX Runtime returned no output '${name}'`);
            return [name, reduceTensor(tensor, reduction)];
          }),
        );
      }
      case 'prepare':
        this.#loaded().prepare(readSpooled(call.feeds));
        return true;
      case 'time':
        return this.#loaded().time(call.outputs, call.runCount);
      case 'timed-outputs':
        return this.#loaded().timedOutputs();
      case 'memory':
        return this.#memory();
      case 'end-profile':
        return this.#loaded().endProfile();
    }
  }

  #memory(): RunnerMemory {
    const peakDeviceBytes = this.#model?.peakDeviceBytes();
    const { user, system } = process.cpuUsage();
    return {
      peakBytes: readProcessMemory().peakBytes,
      baselineBytes: this.#baselineBytes,
      processorMs: (user + system) / 1000,
      ...(peakDeviceBytes !== undefined && { peakDeviceBytes }),
    };
  }

  #loaded(): RuntimeModel {
    invariant(this.#model, 'A runner was asked to run before it was asked to load');
    return this.#model;
  }
}

const readSpooled = (feeds: Readonly<Record<string, SpooledTensor>>): Feeds =>
  Object.fromEntries(
    Object.entries(feeds).map(([name, { path, ...tensor }]) => [name, { ...tensor, data: readFileSync(path) }]),
  );

function failureOf(error: unknown): RunnerFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof CallCancelled) return { stage: 'cancelled', message };
  return { stage: error instanceof LibraryMissing ? 'library' : 'call', message };
}

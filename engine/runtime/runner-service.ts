import { readFileSync } from 'node:fs';
import { InvariantError, invariant } from '../errors.ts';
import { BoundModel } from './node-binding/bound-model.ts';
import { describeLibrary, type Library, loadLibrary } from './node-binding/library.ts';
import { readProcessMemory, resetPeak } from './process-memory.ts';
import { reduceTensor } from './reduce.ts';
import type {
  RunnerCall,
  RunnerCallKind,
  RunnerFailure,
  RunnerRequest,
  RunnerResponse,
  RunnerResults,
  SpooledTensor,
} from './runner-protocol.ts';
import type { Feeds } from './session.ts';

/** What a runner process does: one model, one call at a time, in the order they came. */
export class RunnerService {
  #model: BoundModel | undefined;
  #baselineBytes = 0;
  /** Calls wait for one another: two interleaved timings would each measure the other. */
  #last: Promise<unknown> = Promise.resolve();

  /** What ONNX Runtime refuses becomes a failure in the response. Rejects for defects of Lathe only, which end the process. */
  answer({ id, call }: RunnerRequest): Promise<RunnerResponse> {
    const response = this.#last.then(async (): Promise<RunnerResponse> => {
      const library = await loadLibrary().catch((error: unknown) => failureOf('library', error));
      if ('stage' in library) return { id, ok: false, failure: library };
      try {
        return { id, ok: true, value: await this.#serve(library, call) };
      } catch (error) {
        if (error instanceof InvariantError) throw error;
        return { id, ok: false, failure: failureOf('call', error) };
      }
    });
    this.#last = response;
    return response;
  }

  async #serve(library: Library, call: RunnerCall): Promise<RunnerResults[RunnerCallKind]> {
    switch (call.kind) {
      case 'describe':
        return describeLibrary();
      case 'load':
        resetPeak();
        this.#baselineBytes = readProcessMemory().currentBytes;
        this.#model = await BoundModel.load(library, call);
        return this.#model.description;
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
      case 'memory':
        return { peakBytes: readProcessMemory().peakBytes, baselineBytes: this.#baselineBytes };
      case 'end-profile':
        return this.#loaded().endProfile();
    }
  }

  #loaded(): BoundModel {
    invariant(this.#model, 'A runner was asked to run before it was asked to load');
    return this.#model;
  }
}

const readSpooled = (feeds: Readonly<Record<string, SpooledTensor>>): Feeds =>
  Object.fromEntries(
    Object.entries(feeds).map(([name, { path, ...tensor }]) => [name, { ...tensor, data: readFileSync(path) }]),
  );

const failureOf = (stage: RunnerFailure['stage'], error: unknown): RunnerFailure => ({
  stage,
  message: error instanceof Error ? error.message : String(error),
});

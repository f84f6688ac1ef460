import { CallCancelled } from '../runtime-model.ts';
import type { OrtApi, Pointer } from './api.ts';

/** The call that a model serves, which another thread of events may cancel. */
export class CancellableCall {
  readonly #api: OrtApi;
  #runOptions: Pointer | undefined;
  #isCancelled = false;

  constructor(api: OrtApi) {
    this.#api = api;
  }

  /** Does work that runs the session with `runOptions`. Rejects with CallCancelled when it failed because of `cancel`. */
  async run<T>(runOptions: Pointer, work: (requireGoOn: () => void) => Promise<T>): Promise<T> {
    this.#isCancelled = false;
    this.#runOptions = runOptions;
    try {
      return await work(() => {
        if (this.#isCancelled) throw new CallCancelled();
      });
    } catch (error) {
      throw this.#isCancelled ? new CallCancelled() : error;
    } finally {
      this.#runOptions = undefined;
      if (this.#isCancelled) this.#api.call('RunOptionsUnsetTerminate', runOptions);
    }
  }

  /** Ends the run under way at its next node. Nothing happens where none is. */
  cancel(): void {
    if (this.#runOptions === undefined) return;
    this.#isCancelled = true;
    this.#api.call('RunOptionsSetTerminate', this.#runOptions);
  }
}

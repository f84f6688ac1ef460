import { invariant } from '../../errors.ts';
import type { Feeds, HostTensor } from '../session.ts';
import type { Pointer } from './api.ts';
import { DeviceFence } from './device-fence.ts';
import { readDeviceTensor } from './device-memory.ts';
import type { Execution, ExecutionParts } from './execution.ts';
import { Scope } from './scope.ts';
import { takeValues, toValue } from './tensors.ts';

/**
 * Feeds and outputs that stay where the execution provider wants them: a run copies nothing, and every run uses the same
 * addresses, which a CUDA graph needs. Feeds are copied once; outputs are those that a first run allocates.
 */
export class BoundExecution implements Execution {
  readonly #parts: ExecutionParts;
  readonly #scope = new Scope();
  readonly #binding: Pointer;
  #values: readonly Pointer[] = [];
  #fence: DeviceFence | undefined;

  /** `firstRunOptions` are those of the run that allocates the outputs: it is not to be recorded. */
  constructor(parts: ExecutionParts, feeds: Feeds, firstRunOptions: Pointer) {
    const { api } = parts.environment;
    this.#parts = parts;
    try {
      const release = (binding: Pointer) => api.callPlain('ReleaseIoBinding', binding);
      this.#binding = this.#scope.own(api.create('CreateIoBinding', parts.session), release);
      this.#bindInputs(feeds);
      this.#bindOutputs(firstRunOptions);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  runHere(): void {
    const { environment, session, runOptions } = this.#parts;
    environment.api.call('RunWithBinding', session, runOptions, this.#binding);
    environment.api.call('SynchronizeBoundOutputs', this.#binding);
    this.#fence?.wait();
  }

  async runOffThread(): Promise<void> {
    const { environment, session, runOptions } = this.#parts;
    await environment.api.callOffThread('RunWithBinding', session, runOptions, this.#binding);
    environment.api.call('SynchronizeBoundOutputs', this.#binding);
    await this.#fence?.waitOffThread();
  }

  results(): Readonly<Record<string, HostTensor>> {
    return Object.fromEntries(
      this.#values.map((value, index) => {
        const name = this.#parts.outputs[index];
        invariant(name !== undefined, 'More values than outputs were bound');
        return [name, readDeviceTensor(this.#parts.environment, name, value)];
      }),
    );
  }

  /** The outputs are written over by the next run. */
  drop(): void {}

  close(): void {
    this.#scope.close();
  }

  /** ONNX Runtime copies to the device what the session reads there; the rest is read where it lies. */
  #bindInputs(feeds: Feeds): void {
    const { environment } = this.#parts;
    for (const [name, tensor] of Object.entries(feeds)) {
      environment.api.call('BindInput', this.#binding, name, toValue(this.#scope, environment, tensor));
    }
    environment.api.call('SynchronizeBoundInputs', this.#binding);
  }

  /** Only a run tells how large the outputs are, so the first one allocates them. */
  #bindOutputs(runOptions: Pointer): void {
    const { environment, session, outputs } = this.#parts;
    const { api, hostAllocator } = environment;
    const memories = memoriesOf(this.#parts);
    for (const name of outputs) api.call('BindOutputToDevice', this.#binding, name, memories(name));
    api.call('RunWithBinding', session, runOptions, this.#binding);
    const array: (Pointer | null)[] = [null];
    const count = api.number('GetBoundOutputValues', this.#binding, hostAllocator, array);
    const values = takeValues(environment, array[0], count);
    for (const value of values) this.#scope.own(value, (each) => api.callPlain('ReleaseValue', each));
    api.callPlain('ClearBoundOutputs', this.#binding);
    for (const [index, value] of values.entries()) api.call('BindOutput', this.#binding, outputs[index] ?? '', value);
    this.#values = values;
    this.#fence = DeviceFence.find(this.#scope, environment, session, outputs.map(memories));
  }
}

/** The memory in which the session produces each output. */
function memoriesOf({ environment: { api, hostMemory }, session, outputNames }: ExecutionParts) {
  const memories: (Pointer | null)[] = outputNames.map(() => null);
  api.call('SessionGetMemoryInfoForOutputs', session, memories, memories.length);
  return (name: string): Pointer => memories[outputNames.indexOf(name)] ?? hostMemory;
}

import { type Pointer, textAt } from './api.ts';
import { elementCodeOf } from './element-types.ts';
import type { Environment } from './environment.ts';
import type { Scope } from './scope.ts';

/**
 * Waits for a device that ONNX Runtime does not wait for by itself. A run on WebGPU returns once its commands are queued; one number
 * that is read from the device comes behind all of them, and is there when they are done.
 */
export class DeviceFence {
  readonly #environment: Environment;
  readonly #source: Pointer;
  readonly #target: Pointer;

  private constructor(environment: Environment, source: Pointer, target: Pointer) {
    this.#environment = environment;
    this.#source = source;
    this.#target = target;
  }

  /** `memories`: where the session leaves its outputs, some of them on the host perhaps. Undefined where it is waited for anyway. */
  static find(
    scope: Scope,
    environment: Environment,
    session: Pointer,
    memories: readonly Pointer[],
  ): DeviceFence | undefined {
    const { api, hostAllocator } = environment;
    const memory = memories.find((each) => textAt(api.create('MemoryInfoGetName', each)).startsWith('WebGPU'));
    if (memory === undefined) return undefined;
    const allocator = scope.own(api.create('CreateAllocator', session, memory), (each) =>
      api.callPlain('ReleaseAllocator', each),
    );
    const numberIn = (place: Pointer) =>
      scope.own(
        api.create('CreateTensorAsOrtValue', place, BigInt64Array.of(1n), 1, elementCodeOf('float32')),
        (each) => api.callPlain('ReleaseValue', each),
      );
    return new DeviceFence(environment, numberIn(allocator), numberIn(hostAllocator));
  }

  wait(): void {
    this.#environment.api.call('CopyTensors', ...this.#arguments());
  }

  /** Waits on a thread of the pool. */
  waitOffThread(): Promise<void> {
    return this.#environment.api.callOffThread('CopyTensors', ...this.#arguments());
  }

  #arguments() {
    return [this.#environment.env, [this.#source], [this.#target], null, 1] as const;
  }
}

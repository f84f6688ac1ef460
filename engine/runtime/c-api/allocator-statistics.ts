import type { ProviderName, SessionOptions } from '../session.ts';
import { addressesAt, OrtFailure, type Pointer, requirePointer, textAt } from './api.ts';
import type { Environment } from './environment.ts';
import { type Scope, scoped } from './scope.ts';

/** How ONNX Runtime names the memory of a provider's device, where its allocator counts. */
const memoryNames: Partial<Record<ProviderName, string>> = { cuda: 'Cuda', tensorrt: 'Cuda' };

const ARENA_ALLOCATOR = 1;
const MEMORY_DEFAULT = 0;

/** The most memory of the device that a session had in use at a time; undefined where nobody counts. */
export function readPeakDeviceBytes(
  environment: Environment,
  session: Pointer,
  { provider, providerOptions }: SessionOptions,
): number | undefined {
  const name = memoryNames[provider];
  if (name === undefined) return undefined;
  const { api } = environment;
  return scoped((scope) => {
    const device = Number(providerOptions?.device_id ?? 0);
    const memory = scope.own(api.create('CreateMemoryInfo', name, ARENA_ALLOCATOR, device, MEMORY_DEFAULT), (each) =>
      api.callPlain('ReleaseMemoryInfo', each),
    );
    const allocator = scope.own(api.create('CreateAllocator', session, memory), (each) =>
      api.callPlain('ReleaseAllocator', each),
    );
    const peak = Number(readStatistics(scope, environment, allocator).get('MaxInUse'));
    return Number.isFinite(peak) ? peak : undefined;
  });
}

/** What an allocator counts, by ONNX Runtime's names: InUse, MaxInUse, TotalAllocated, NumAllocs ... Sizes in bytes. */
function readStatistics(scope: Scope, { api }: Environment, allocator: Pointer): ReadonlyMap<string, string> {
  let pairs: Pointer;
  try {
    pairs = scope.own(api.create('AllocatorGetStats', allocator), (each) =>
      api.callPlain('ReleaseKeyValuePairs', each),
    );
  } catch (error) {
    // An allocator need not count.
    if (error instanceof OrtFailure) return new Map();
    throw error;
  }
  const keys: (Pointer | null)[] = [null];
  const values: (Pointer | null)[] = [null];
  const count = new BigUint64Array(1);
  api.callPlain('GetKeyValuePairs', pairs, keys, values, count);
  const length = Number(count[0]);
  if (length === 0) return new Map();
  const textsAt = (array: unknown) => addressesAt(requirePointer(array, 'GetKeyValuePairs'), length).map(textAt);
  const texts = textsAt(values[0]);
  return new Map(textsAt(keys[0]).map((key, index) => [key, texts[index] ?? '']));
}

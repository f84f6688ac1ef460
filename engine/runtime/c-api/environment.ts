import { OrtApi, type Pointer } from './api.ts';
import { findLibrary } from './library-path.ts';

/** What all sessions of a process share. It lives as long as the process does. */
export interface Environment {
  readonly api: OrtApi;
  readonly env: Pointer;
  /** Memory of the host, not to be released. */
  readonly hostMemory: Pointer;
  /** ONNX Runtime's allocator of host memory, not to be released. */
  readonly hostAllocator: Pointer;
}

const LOG_ERRORS = 3;
const DEVICE_ALLOCATOR = 0;
const MEMORY_DEFAULT = 0;

const environments = new Map<string, Environment>();

/** ONNX Runtime behind its C API, opened when first asked for. Errors: CApiUnavailable. */
export function openEnvironment(providerFolder?: string): Environment {
  const path = findLibrary(providerFolder);
  const open = environments.get(path) ?? createEnvironment(path);
  environments.set(path, open);
  return open;
}

function createEnvironment(path: string): Environment {
  // Read when the library is loaded; DisableTelemetryEvents alone would come after the first event.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  const api = OrtApi.open(path);
  const env = api.create('CreateEnv', LOG_ERRORS, 'lathe');
  api.call('DisableTelemetryEvents', env);
  return {
    api,
    env,
    hostMemory: api.create('CreateCpuMemoryInfo', DEVICE_ALLOCATOR, MEMORY_DEFAULT),
    hostAllocator: api.create('GetAllocatorWithDefaultOptions'),
  };
}

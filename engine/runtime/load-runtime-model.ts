import type { LoadCall } from './runner-protocol.ts';
import { runsOnNvidia } from './runs-on-nvidia.ts';
import type { RuntimeModel } from './runtime-model.ts';

/**
 * Brings the backend that the options name into this process and gives what loads the model with it. Where the C API cannot be
 * used the Node binding takes its place, and the model's description says why. Only the backend in use is imported: each
 * brings a native library along.
 */
export async function openBackend(call: LoadCall): Promise<() => Promise<RuntimeModel>> {
  const { profile, provider } = call.options;
  // A profile has the time of each launch, which returns at once unless launches wait for their kernels. CUDA reads it once, when it starts.
  if (profile && runsOnNvidia(provider)) process.env.CUDA_LAUNCH_BLOCKING = '1';
  if (call.options.backend !== 'c-api') return openBinding(call);
  const problem = await openCApi(call.providerFolder);
  if (problem !== undefined) {
    return openBinding(call, `Runs go through the Node binding, without provider options and bindings: ${problem}.`);
  }
  const { NativeModel } = await import('./c-api/native-model.ts');
  return () => NativeModel.load(call);
}

async function openBinding(call: LoadCall, fallback?: string): Promise<() => Promise<RuntimeModel>> {
  const { provider } = call.options;
  if (call.providerFolder !== undefined && runsOnNvidia(provider)) {
    const { preloadLibrary } = await import('./c-api/preload-library.ts');
    preloadLibrary(call.providerFolder);
  }
  const { BoundModel } = await import('./node-binding/bound-model.ts');
  const { loadLibrary } = await import('./node-binding/library.ts');
  const library = await loadLibrary();
  return () => BoundModel.load(library, call, fallback);
}

/** Why the C API cannot be used here, or undefined where it can. */
async function openCApi(providerFolder: string | undefined): Promise<string | undefined> {
  try {
    const { openEnvironment } = await import('./c-api/environment.ts');
    openEnvironment(providerFolder);
    return undefined;
  } catch (error) {
    // CApiUnavailable, or koffi itself, of which the native half may be missing.
    return error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error);
  }
}

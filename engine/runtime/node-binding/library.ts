import type * as OnnxRuntime from 'onnxruntime-node';
import type { RuntimeDescription } from '../runner-protocol.ts';

export type Library = typeof OnnxRuntime;

/** ONNX Runtime's library could not be loaded; the cause says why. */
export class LibraryMissing extends Error {
  override readonly name = 'LibraryMissing';
}

let loading: Promise<Library> | undefined;

/**
 * ONNX Runtime's Node binding, loaded when first asked for: it brings a 45 MB native library into the process.
 * Errors: LibraryMissing.
 */
export function loadLibrary(): Promise<Library> {
  loading ??= importLibrary().catch((error: unknown) => {
    throw new LibraryMissing(error instanceof Error ? error.message : String(error), { cause: error });
  });
  return loading;
}

export async function describeLibrary(): Promise<RuntimeDescription> {
  const library = await loadLibrary();
  return {
    version: library.env.versions.node ?? library.env.versions.common,
    backends: library.listSupportedBackends(),
  };
}

async function importLibrary(): Promise<Library> {
  // Official builds since 1.29 report models and machine to Microsoft over the network on Linux and macOS unless told
  // not to before they start. Lathe promises that nothing is uploaded.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  // Where the engine has Float16Array (Node 24, Electron 45) the JavaScript half of the binding uses it for float16
  // tensors and the native half of 1.29.0 does not know it ("not enough space: expected 4, got 0"). Without the global
  // both halves agree on Uint16Array. A runner process runs nothing else.
  Reflect.deleteProperty(globalThis, 'Float16Array');
  const library = await import('onnxruntime-node');
  library.env.logLevel = 'error';
  return library;
}

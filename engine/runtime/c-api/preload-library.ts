import { koffi, type NativeLibrary } from './koffi.ts';
import { findLibrary } from './library-path.ts';

const loaded: NativeLibrary[] = [];

/**
 * Loads ONNX Runtime from a folder of execution providers, so that it finds them there. The Node binding, which asks for the
 * library by its name alone, then gets this one. Errors: CApiUnavailable.
 */
export function preloadLibrary(providerFolder: string): void {
  loaded.push(koffi.load(findLibrary(providerFolder)));
}

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { tableVersion } from './function-table.ts';
import { CApiUnavailable } from './unavailable.ts';

const require = createRequire(import.meta.url);

/** File names of ONNX Runtime's library, by platform. The second is how some releases name it on macOS. */
const fileNames: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['libonnxruntime.so.1'],
  darwin: [`libonnxruntime.${tableVersion}.dylib`, 'libonnxruntime.1.dylib', 'libonnxruntime.dylib'],
  win32: ['onnxruntime.dll'],
};

/**
 * The library that the onnxruntime-node package ships for this platform, or its copy in `providerFolder`: ONNX Runtime looks
 * for the libraries of execution providers beside itself, so a folder of such libraries holds a copy of it too.
 * Errors: CApiUnavailable.
 */
export function findLibrary(providerFolder?: string): string {
  const names = fileNames[process.platform] ?? [];
  const folders = [...(providerFolder === undefined ? [] : [providerFolder]), packageFolder()];
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const found = paths.find((path) => existsSync(path));
  if (found === undefined) {
    throw new CApiUnavailable(`onnxruntime-node has no library for ${process.platform} ${process.arch}`);
  }
  return found;
}

/** Where onnxruntime-node keeps the native files of this platform. */
export function packageFolder(): string {
  const root = dirname(require.resolve('onnxruntime-node/package.json'));
  // In an installed Lathe the package is in an archive, and its native files are beside that.
  const unpacked = root.replace(/([\\/])app\.asar([\\/])/, '$1app.asar.unpacked$2');
  return join(unpacked, 'bin/napi-v6', process.platform, process.arch);
}

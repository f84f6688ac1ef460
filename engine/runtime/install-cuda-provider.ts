import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findLibrary } from './c-api/library-path.ts';
import { providerInstallFailed } from './errors.ts';
import { providerFolderIn } from './provider-folder.ts';

/** The CUDA 13 provider of ONNX Runtime 1.29.0, as an npm package ships it. */
const source = {
  package: 'com.github.asus4.onnxruntime.linux-x64-gpu@0.4.9',
  /** sha512 of the archive, so that what is run is what was examined. */
  integrity: 'sha512-FopIhNE/Ng+v2X65wVc9clPCBCvhvA53Hxo2U0Kf5fGdVsC7iCA+mZ0KLWggcQAj7TIZ6pNidR4AC10g74Xo6w==',
  folder: 'package/Plugins/Linux/x64',
  files: ['libonnxruntime_providers_cuda.so', 'libonnxruntime_providers_shared.so'],
} as const;

export interface InstallOptions {
  readonly userDataFolder: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (stage: string) => void;
}

const run = promisify(execFile);

/**
 * Installs ONNX Runtime's CUDA provider into the user's data folder and returns the folder. npm fetches the archive, so that its
 * registry, proxy and cache are those of the user. The folder appears whole or not at all; one that is there is replaced.
 * Errors: runtime.provider-install-failed.
 */
export async function installCudaProvider({ userDataFolder, signal, onProgress }: InstallOptions): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw providerInstallFailed(
      'cuda',
      `there is a library for Linux x64 only, and this is ${process.platform} ${process.arch}`,
    );
  }
  const folder = providerFolderIn(userDataFolder);
  await mkdir(dirname(folder), { recursive: true });
  const draft = await mkdtemp(`${folder}-`);
  const options = { cwd: draft, ...(signal && { signal }) };
  try {
    onProgress?.(`fetching ${source.package}`);
    const { stdout } = await run('npm', ['pack', '--silent', source.package], options);
    const archive = basename(stdout.trim());
    onProgress?.('checking the archive');
    await requireIntegrity(join(draft, archive));
    onProgress?.('unpacking the libraries');
    const members = source.files.map((file) => `${source.folder}/${file}`);
    await run('tar', ['-xzf', archive, `--strip-components=${source.folder.split('/').length}`, ...members], options);
    await rm(join(draft, archive));
    // ONNX Runtime looks for its providers beside itself.
    const library = findLibrary();
    await copyFile(library, join(draft, basename(library)));
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
    return folder;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (signal?.aborted) throw new DOMException('The installation was cancelled', 'AbortError');
    throw providerInstallFailed('cuda', error instanceof Error ? error.message : String(error), error);
  }
}

async function requireIntegrity(path: string): Promise<void> {
  const found = `sha512-${createHash('sha512')
    .update(await readFile(path))
    .digest('base64')}`;
  if (found !== source.integrity) throw new Error(`the archive is not the one that was expected (${found})`);
}

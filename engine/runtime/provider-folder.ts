import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { tableVersion } from './c-api/function-table.ts';
import { packageFolder } from './c-api/library-path.ts';
import type { ProviderName } from './session.ts';

/** Where installed libraries of execution providers are, for the release that Lathe runs. */
export const providerFolderIn = (userDataFolder: string): string =>
  join(userDataFolder, 'providers', `onnxruntime-${tableVersion}`);

/** The folder with installed execution providers; undefined where none is installed. */
export function findProviderFolder(userDataFolder: string): string | undefined {
  const folder = providerFolderIn(userDataFolder);
  return existsSync(folder) ? folder : undefined;
}

/** Whether ONNX Runtime's library for a provider is beside one that runners load. */
export const hasProviderLibrary = (providerFolder: string | undefined, provider: ProviderName): boolean =>
  [providerFolder, packageFolder()].some(
    (folder) => folder !== undefined && existsSync(join(folder, `libonnxruntime_providers_${provider}.so`)),
  );

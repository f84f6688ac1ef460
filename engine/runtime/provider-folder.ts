import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderName } from './session.ts';

/** The release of ONNX Runtime that libraries of execution providers must belong to. */
export const providerRelease = '1.29.0';

/** Where installed libraries of execution providers are, for the release that Lathe runs. */
export const providerFolderIn = (userDataFolder: string): string =>
  join(userDataFolder, 'providers', `onnxruntime-${providerRelease}`);

/** The folder with installed execution providers; undefined where none is installed. */
export function findProviderFolder(userDataFolder: string): string | undefined {
  const folder = providerFolderIn(userDataFolder);
  return existsSync(folder) ? folder : undefined;
}

/** Whether the folder holds ONNX Runtime's library for a provider. */
export const hasProviderLibrary = (folder: string | undefined, provider: ProviderName): boolean =>
  folder !== undefined && existsSync(join(folder, `libonnxruntime_providers_${provider}.so`));

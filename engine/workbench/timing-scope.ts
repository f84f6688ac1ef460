import packageJson from '../../package.json' with { type: 'json' };
import type { Machine } from '../runtime/providers.ts';
import type { TimingScope } from '../tuner/timing-cache.ts';
import { hashFiles } from './hash-files.ts';
import type { LoadedModel } from './load-model.ts';

/** What timings of a model on this machine hold for. Reads the whole model. */
export async function timingScopeOf(
  { files }: LoadedModel,
  { processor, providers, onnxruntimeVersion }: Machine,
  signal: AbortSignal,
): Promise<TimingScope> {
  const devices = providers.filter(({ available }) => available).map(({ name, note }) => [name, note]);
  return {
    machine: JSON.stringify([process.platform, process.arch, processor, devices]),
    onnxruntimeVersion,
    latheVersion: packageJson.version,
    modelHash: await hashFiles(files, signal),
  };
}

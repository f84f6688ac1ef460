import packageJson from '../../package.json' with { type: 'json' };
import { deviceWords } from '../runtime/device-words.ts';
import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import { findNvidiaDevices, runsOnNvidia } from '../runtime/nvidia-devices.ts';
import { describeProcessor, type Processor } from '../runtime/processor.ts';
import { describeRuntime } from '../runtime/providers.ts';
import type { ProviderName } from '../runtime/session.ts';

/** What a measurement was made with: what is needed to repeat it, besides the options and the models. */
export interface Surroundings {
  readonly device: string;
  readonly processor: Processor;
  readonly system: string;
  readonly versions: { readonly lathe: string; readonly onnxruntime: string; readonly node: string };
  readonly measuredAt: string;
}

/** Errors: runtime.library-missing. */
export async function describeSurroundings(provider: ProviderName, signal: AbortSignal): Promise<Surroundings> {
  const processor = describeProcessor();
  const devices = runsOnNvidia(provider) ? await findNvidiaDevices(signal) : [];
  const { version } = await describeRuntime(createNodeProcessHost(), signal);
  return {
    device: deviceWords(provider, processor, devices),
    processor,
    system: `${process.platform} ${process.arch}`,
    versions: { lathe: packageJson.version, onnxruntime: version, node: process.versions.node },
    measuredAt: new Date().toISOString(),
  };
}

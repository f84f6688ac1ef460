import packageJson from '../../package.json' with { type: 'json' };
import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import { describeProcessor, type Processor } from '../runtime/processor.ts';
import { describeRuntime } from '../runtime/providers.ts';
import type { ProviderName } from '../runtime/session.ts';

/** What a measurement was made with: what is needed to repeat it, besides the options and the models. */
import { describeDevice } from './describe-device.ts';

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
  const { version } = await describeRuntime(createNodeProcessHost(), signal);
  return {
    device: await describeDevice(provider, signal),
    processor,
    system: `${process.platform} ${process.arch}`,
    versions: { lathe: packageJson.version, onnxruntime: version, node: process.versions.node },
    measuredAt: new Date().toISOString(),
  };
}

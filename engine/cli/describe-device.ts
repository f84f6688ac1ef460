import { deviceWords } from '../runtime/device-words.ts';
import { findNvidiaDevices } from '../runtime/nvidia-devices.ts';
import { describeProcessor } from '../runtime/processor.ts';
import { runsOnNvidia } from '../runtime/runs-on-nvidia.ts';
import type { ProviderName } from '../runtime/session.ts';

/** What a provider computes on here, without trying any provider: 'NVIDIA H200, host Intel(R) Xeon(R) Processor'. */
export async function describeDevice(provider: ProviderName, signal: AbortSignal): Promise<string> {
  const devices = runsOnNvidia(provider) ? await findNvidiaDevices(signal) : [];
  return deviceWords(provider, describeProcessor(), devices);
}

import { deviceWords } from '../runtime/device-words.ts';
import { findDevices } from '../runtime/nvidia-devices.ts';
import { describeProcessor } from '../runtime/processor.ts';
import type { ProviderName } from '../runtime/session.ts';

/** What a provider computes on here, without trying any provider: 'NVIDIA H200, host Intel(R) Xeon(R) Processor'. */
export async function describeDevice(provider: ProviderName, signal: AbortSignal): Promise<string> {
  return deviceWords(provider, describeProcessor(), await findDevices(provider, signal));
}

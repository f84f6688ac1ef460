import type { DeviceDescription } from './nvidia-devices.ts';
import type { Processor } from './processor.ts';
import { type Machine, providerLabels } from './providers.ts';
import type { ProviderName } from './session.ts';

/** What a provider computes on, with the processor that feeds it: 'NVIDIA H200, host Intel(R) Xeon(R) Processor'. */
export function deviceWords(
  provider: ProviderName,
  { name: host }: Processor,
  devices: readonly DeviceDescription[],
): string {
  if (provider === 'cpu') return host;
  // Which of several models a provider takes is its own decision.
  const names = [...new Set(devices.map(({ name }) => name))].join(' or ');
  return `${names || `${providerLabels[provider]} device`}, host ${host}`;
}

/** The same for a machine that was described. */
export const deviceOf = ({ processor, providers }: Machine, provider: ProviderName): string =>
  deviceWords(provider, processor, providers.find(({ name }) => name === provider)?.devices ?? []);

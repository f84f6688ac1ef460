import type { ProviderName } from './session.ts';

/** Whether a provider computes on NVIDIA's GPUs, with CUDA's launches and its driver's tools. */
export const runsOnNvidia = (provider: ProviderName): boolean => provider === 'cuda' || provider === 'tensorrt';

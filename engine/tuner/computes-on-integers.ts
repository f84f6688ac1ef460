import type { ProviderName } from '../runtime/session.ts';

const integerProviders: ReadonlySet<ProviderName> = new Set(['cpu', 'tensorrt', 'dml']);

/**
 * Whether a provider computes on 8-bit integers. ONNX Runtime's CUDA, WebGPU and Core ML providers turn them back into floats first, or
 * leave them to the CPU: BERT-base became six times slower that way on an H200.
 */
export const computesOnIntegers = (provider: ProviderName): boolean => integerProviders.has(provider);

import type { ProviderName } from '../runtime/session.ts';
import { onnxruntimeCpu } from './onnxruntime-cpu.ts';
import { onnxruntimeCuda } from './onnxruntime-cuda.ts';
import { onnxruntimeWebgpu } from './onnxruntime-webgpu.ts';
import { portable } from './portable.ts';
import type { Target, TargetName } from './target.ts';
import { tensorrt } from './tensorrt.ts';

const targetByName: Readonly<Record<TargetName, Target>> = {
  portable,
  'onnxruntime-cpu': onnxruntimeCpu,
  'onnxruntime-cuda': onnxruntimeCuda,
  'onnxruntime-webgpu': onnxruntimeWebgpu,
  tensorrt,
};

export const targetNames = [
  'portable',
  'onnxruntime-cpu',
  'onnxruntime-cuda',
  'onnxruntime-webgpu',
  'tensorrt',
] as const satisfies readonly TargetName[];

const targetByProvider: Readonly<Record<ProviderName, TargetName>> = {
  cpu: 'onnxruntime-cpu',
  cuda: 'onnxruntime-cuda',
  tensorrt: 'tensorrt',
  webgpu: 'onnxruntime-webgpu',
  dml: 'portable',
  coreml: 'portable',
};

const confirmingProviders: Readonly<Partial<Record<TargetName, ProviderName>>> = {
  'onnxruntime-cpu': 'cpu',
  'onnxruntime-cuda': 'cuda',
  'onnxruntime-webgpu': 'webgpu',
};

/** What a model is rewritten for that a provider will run. */
export const targetForProvider = (provider: ProviderName): TargetName => targetByProvider[provider];

/** The provider that runs what is rewritten for a target, where its own optimized graph can be asked for. */
export const providerForTarget = (target: TargetName): ProviderName | undefined => confirmingProviders[target];

export const targetOf = (name: TargetName): Target => targetByName[name];

import type { LoadCall } from '../runner-protocol.ts';
import type { GraphOptimizationLevel, ProviderName, SessionOptions } from '../session.ts';
import type { Pointer } from './api.ts';
import type { Environment } from './environment.ts';
import { appendProvider } from './provider-options.ts';
import type { Scope } from './scope.ts';

/** GraphOptimizationLevel of onnxruntime_c_api.h. */
const levels: Readonly<Record<GraphOptimizationLevel, number>> = {
  disabled: 0,
  basic: 1,
  extended: 2,
  layout: 3,
  all: 99,
};

const LOG_ERRORS = 3;

/** ONNX Runtime's options for a session. */
export function createSessionOptions(
  scope: Scope,
  { api }: Environment,
  { options, profilePrefix }: Pick<LoadCall, 'options' | 'profilePrefix'>,
): Pointer {
  const native = scope.own(api.create('CreateSessionOptions'), (each) => api.callPlain('ReleaseSessionOptions', each));
  api.call('SetSessionLogSeverityLevel', native, LOG_ERRORS);
  api.call('SetSessionGraphOptimizationLevel', native, levels[options.graphOptimization]);
  api.call('SetInterOpNumThreads', native, 1);
  if (options.threads > 0) api.call('SetIntraOpNumThreads', native, options.threads);
  for (const [name, size] of Object.entries(options.freeDimensions ?? {})) {
    api.call('AddFreeDimensionOverrideByName', native, name, size);
  }
  for (const [key, value] of Object.entries(options.configEntries ?? {})) {
    api.call('AddSessionConfigEntry', native, key, value);
  }
  if (options.optimizedModelPath !== undefined) {
    api.call('SetOptimizedModelFilePath', native, options.optimizedModelPath);
  }
  if (options.profile && profilePrefix !== undefined) api.call('EnableProfiling', native, profilePrefix);
  appendProvider(api, native, options);
  return native;
}

/** Options by which a provider records a run once and replays it from then on. */
const recordingOptions: Partial<Record<ProviderName, string>> = {
  cuda: 'enable_cuda_graph',
  webgpu: 'enableGraphCapture',
};

export function recordsGraph({ provider, providerOptions = {} }: SessionOptions): boolean {
  const name = recordingOptions[provider];
  return name !== undefined && /^(?:1|true)$/i.test(providerOptions[name] ?? '');
}

import type { ProviderName, SessionOptions } from '../session.ts';
import type { OrtApi, Pointer } from './api.ts';
import { scoped } from './scope.ts';

type Options = Readonly<Record<string, string>>;

/** Providers that are appended by name. The CPU provider is always there, behind the others. */
const genericNames: Partial<Record<ProviderName, string>> = { webgpu: 'WebGPU', dml: 'DML', coreml: 'CoreML' };

/** Adds the execution provider with its options, by ONNX Runtime's names. Unknown names are refused by the provider. */
export function appendProvider(
  api: OrtApi,
  session: Pointer,
  { provider, providerOptions = {} }: SessionOptions,
): void {
  switch (provider) {
    case 'cpu':
      return;
    case 'tensorrt':
      appendTensorRt(api, session, providerOptions);
      // What TensorRT does not take goes to CUDA on the same device.
      appendCuda(api, session, pick(providerOptions, 'device_id'));
      return;
    case 'cuda':
      appendCuda(api, session, providerOptions);
      return;
    default: {
      // DirectML refuses to plan memory ahead.
      if (provider === 'dml') api.call('DisableMemPattern', session);
      const [keys, values] = columns(providerOptions);
      api.call(
        'SessionOptionsAppendExecutionProvider',
        session,
        genericNames[provider] ?? provider,
        keys,
        values,
        keys.length,
      );
    }
  }
}

function appendCuda(api: OrtApi, session: Pointer, options: Options): void {
  scoped((scope) => {
    const release = (each: Pointer) => api.callPlain('ReleaseCUDAProviderOptions', each);
    const native = scope.own(api.create('CreateCUDAProviderOptions'), release);
    const [keys, values] = columns(options);
    if (keys.length > 0) api.call('UpdateCUDAProviderOptions', native, keys, values, keys.length);
    api.call('SessionOptionsAppendExecutionProvider_CUDA_V2', session, native);
  });
}

function appendTensorRt(api: OrtApi, session: Pointer, options: Options): void {
  scoped((scope) => {
    const release = (each: Pointer) => api.callPlain('ReleaseTensorRTProviderOptions', each);
    const native = scope.own(api.create('CreateTensorRTProviderOptions'), release);
    const [keys, values] = columns(options);
    if (keys.length > 0) api.call('UpdateTensorRTProviderOptions', native, keys, values, keys.length);
    api.call('SessionOptionsAppendExecutionProvider_TensorRT_V2', session, native);
  });
}

const columns = (options: Options): readonly [readonly string[], readonly string[]] => [
  Object.keys(options),
  Object.values(options),
];

const pick = (options: Options, name: string): Options => {
  const value = options[name];
  return value === undefined ? {} : { [name]: value };
};

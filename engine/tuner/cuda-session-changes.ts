import { type Change, together } from './change.ts';
import type { Plan } from './plan.ts';

/** Tells the provider one more thing. Options reach it through the C API alone. */
const option = (name: string, providerOptions: Readonly<Record<string, string>>): Change => ({
  name,
  apply: ({ session, ...plan }) => ({
    ...plan,
    session: { ...session, backend: 'c-api', providerOptions: { ...session.providerOptions, ...providerOptions } },
  }),
});

/** Inputs and outputs stay in the device's memory. */
const boundTensors: Change = {
  name: 'tensors on the device',
  apply: ({ session, ...plan }) => ({ ...plan, session: { ...session, backend: 'c-api', binding: 'device' } }),
};

const channelsLast = option('channels last', { prefer_nhwc: '1' });
const cudaGraph = option('CUDA graph', { enable_cuda_graph: '1' });
const biasInConvolutions = option('bias inside convolutions', { fuse_conv_bias: '1' });

/**
 * Options of the CUDA provider that are a gain on some models and a loss on others. CUDA graphs need fixed addresses, so they
 * come with bound tensors, and bias inside convolutions works with channels last alone: each is also tried with what it needs.
 * Source: measured on an H100 with ONNX Runtime 1.29; onnxruntime/core/providers/cuda/cuda_provider_options.h.
 */
export function cudaSessionChanges({ session: { providerOptions = {}, binding } }: Plan): readonly Change[] {
  const isOn = (name: string) => providerOptions[name] === '1';
  return [
    ...(binding === 'device' ? [] : [boundTensors]),
    ...(isOn('enable_cuda_graph')
      ? []
      : [
          together('CUDA graph', boundTensors, cudaGraph),
          together('CUDA graph, channels last', boundTensors, cudaGraph, channelsLast),
          together(
            'CUDA graph, channels last, bias inside convolutions',
            boundTensors,
            cudaGraph,
            channelsLast,
            biasInConvolutions,
          ),
        ]),
    ...(isOn('prefer_nhwc') ? [] : [channelsLast]),
    ...(isOn('fuse_conv_bias')
      ? []
      : [together('channels last, bias inside convolutions', channelsLast, biasInConvolutions)]),
    ...(isOn('use_tf32') ? [] : [option('TF32', { use_tf32: '1' })]),
    option('heuristic search of convolutions', { cudnn_conv_algo_search: 'HEURISTIC' }),
    option('one stream for the provider', { use_ep_level_unified_stream: '1' }),
  ];
}

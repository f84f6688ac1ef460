import { boundTensors, type Change, optionsChange, together } from './change.ts';
import type { Plan } from './plan.ts';

const channelsLast = optionsChange('channels last', { prefer_nhwc: '1' });
const cudaGraph = optionsChange('CUDA graph', { enable_cuda_graph: '1' });
const biasInConvolutions = optionsChange('bias inside convolutions', { fuse_conv_bias: '1' });

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
    ...(isOn('use_tf32') ? [] : [optionsChange('TF32', { use_tf32: '1' })]),
    optionsChange('heuristic search of convolutions', { cudnn_conv_algo_search: 'HEURISTIC' }),
    optionsChange('one stream for the provider', { use_ep_level_unified_stream: '1' }),
  ];
}

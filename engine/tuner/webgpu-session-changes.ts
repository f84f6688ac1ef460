import { boundTensors, type Change, optionsChange, together } from './change.ts';
import type { Plan } from './plan.ts';

/**
 * Options of the WebGPU provider. It reads them when it is made, which in the Node binding is before the session's config entries
 * are set, so they go through the C API. What it records has fixed addresses, so that comes with bound tensors.
 * Source: onnxruntime/core/providers/webgpu/webgpu_provider_options.h, release 1.29.
 */
export const webgpuSessionChanges = ({ session: { binding } }: Plan): readonly Change[] => [
  ...(binding === 'device' ? [] : [boundTensors]),
  optionsChange('channels first', { preferredLayout: 'NCHW' }),
  together('graph capture', boundTensors, optionsChange('graph capture', { enableGraphCapture: '1' })),
];

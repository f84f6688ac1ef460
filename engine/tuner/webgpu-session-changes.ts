import { type Change, entriesChange } from './change.ts';

/**
 * Options of the WebGPU provider, which are session config entries.
 * Source: onnxruntime/core/providers/webgpu/webgpu_provider_options.h, release 1.29.
 */
export const webgpuSessionChanges: readonly Change[] = [
  entriesChange('channels first', { 'ep.webgpuexecutionprovider.preferredLayout': 'NCHW' }),
  entriesChange('graph capture', { 'ep.webgpuexecutionprovider.enableGraphCapture': '1' }),
];

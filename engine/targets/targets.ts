import type { Target, TargetName } from './target.ts';
import { tensorrt } from './tensorrt.ts';

const targets: Readonly<Record<TargetName, Target>> = {
  portable: tensorrt,
  'onnxruntime-cpu': tensorrt,
  'onnxruntime-cuda': tensorrt,
  'onnxruntime-webgpu': tensorrt,
  tensorrt,
};

export const targetNames = [
  'portable',
  'onnxruntime-cpu',
  'onnxruntime-cuda',
  'onnxruntime-webgpu',
  'tensorrt',
] as const satisfies readonly TargetName[];

export const targetOf = (name: TargetName): Target => targets[name];

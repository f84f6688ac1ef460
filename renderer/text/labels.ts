import type { CalibrationSpec, TargetName } from '../../engine/api/contract.ts';
import type { AccuracyFigures, VariantKind } from '../../engine/report/report.ts';

export const variantLabels: Readonly<Record<VariantKind, string>> = {
  original: 'Original',
  fp32: 'FP32',
  fp16: 'FP16',
  bf16: 'BF16',
  int8: 'INT8',
  'int8-dynamic': 'INT8 dynamic',
  int4: 'INT4 weights',
  mixed: 'Mixed',
};

/** What a target executes and whose kernels decide, in plain words. */
export const targetLabels: Readonly<Record<TargetName, { readonly label: string; readonly words: string }>> = {
  portable: { label: 'Portable ONNX', words: 'Standard operators only; runs on any ONNX runtime.' },
  'onnxruntime-cpu': { label: 'ONNX Runtime, CPU', words: 'Kernels of the CPU provider on this processor.' },
  'onnxruntime-cuda': { label: 'ONNX Runtime, CUDA', words: 'Kernels of the CUDA provider on NVIDIA GPUs.' },
  'onnxruntime-webgpu': {
    label: 'ONNX Runtime, WebGPU',
    words: 'Kernels of the WebGPU provider, on GPUs of any maker.',
  },
  tensorrt: { label: 'TensorRT', words: 'Layers as its documentation describes them: predicted, not measured.' },
};

export const methodLabels: Readonly<
  Record<CalibrationSpec['method'], { readonly label: string; readonly words: string }>
> = {
  auto: {
    label: 'Measured',
    words: 'Tries entropy, percentile, least squares and min-max, and takes what keeps most of the answers.',
  },
  'min-max': {
    label: 'Min-max',
    words: 'Covers every value seen. Best for small, even ranges; outliers cost precision.',
  },
  'moving-average': {
    label: 'Moving average',
    words: 'The usual range of a batch: single batches with outliers count little.',
  },
  percentile: {
    label: 'Percentile',
    words: 'Covers all but the largest magnitudes. Usual for transformers.',
  },
  mse: {
    label: 'Least squares',
    words: 'Weighs rounding inside the range against clipping beyond it. A robust middle.',
  },
  entropy: {
    label: 'Entropy',
    words: 'Clips rare outliers where that keeps most information. The usual choice for images.',
  },
};

export interface PreprocessPreset {
  readonly name: string;
  readonly label: string;
}

/** The presets that `--preprocess` knows. Anything else is the path of a JSON file. */
export const preprocessPresets: readonly PreprocessPreset[] = [
  { name: 'none', label: 'None: fed as it is' },
  { name: 'raw', label: 'Raw: pixels from 0 to 255' },
  { name: 'scale', label: 'Scale: x / 255' },
  { name: 'imagenet', label: 'ImageNet: x / 255, mean and std per channel' },
  { name: 'tensorflow', label: 'TensorFlow: x / 127.5 − 1' },
  { name: 'caffe', label: 'Caffe: BGR, minus channel means' },
];

export const basisLabels: Readonly<Record<AccuracyFigures['basis'], string>> = {
  labelled: 'labelled data',
  unlabelled: 'unlabelled data, compared with the original',
  random: 'random inputs: numerics only, not accuracy',
};

import {
  type AppInfo,
  type DataSpec,
  type ModelSummary,
  modelId,
  type RecentFile,
  type SampleView,
} from '../../engine/api/contract.ts';

export const fashionData: DataSpec = {
  path: '/opt/lathe/samples/fashion-mnist/t10k-images-idx3-ubyte.gz',
  preprocess: '/opt/lathe/samples/fashion-mnist/preprocess.json',
  labelOffset: 0,
  limit: 2000,
};

export const inceptionModel: ModelSummary = {
  modelId: modelId.parse('model-1'),
  name: 'inception_fashion.onnx',
  path: '/home/ada/models/inception_fashion.onnx',
  format: 'ONNX',
  opset: 17,
  producer: 'pytorch 2.6.0',
  sizeBytes: 1_289_432,
  parameterCount: 318_602,
  weights: 'stored',
  macs: 27_841_536,
  operatorCounts: { Conv: 25, BatchNormalization: 25, Relu: 25, MaxPool: 6, Concat: 4 },
  inputs: [{ name: 'image', dataType: 'float32', shape: '[N, 1, 28, 28]', batchAxis: 0 }],
  outputs: [{ name: 'logits', dataType: 'float32', shape: '[N, 10]' }],
  diagnostics: [],
};

/** The model as the built-in sample: with data to calibrate and evaluate on. */
export const inceptionSample: ModelSummary = {
  ...inceptionModel,
  path: '',
  data: fashionData,
  calibration: {
    data: { ...fashionData, path: '/opt/lathe/samples/fashion-mnist/train-images-idx3-ubyte.gz', limit: 512 },
    method: 'entropy',
  },
};

export const samples: readonly SampleView[] = [
  {
    id: 'inception-fashion',
    title: 'Inception, Fashion-MNIST',
    description: 'A small Inception network with four modules, and 10,000 labelled images.',
  },
  {
    id: 'keyword-spotting',
    title: 'Keyword spotting',
    description: 'Depthwise-separable network of MLPerf Tiny, and 1,000 spoken words.',
  },
];

export const recentFiles: readonly RecentFile[] = [
  { path: '/home/ada/models/resnet50.onnx', name: 'resnet50.onnx', openedAt: '2026-11-20T14:03:00.000Z' },
  {
    path: '/home/ada/models/exports/2026-11/detector/yolo-detector-with-a-rather-long-name-v3-final.onnx',
    name: 'yolo-detector-with-a-rather-long-name-v3-final.onnx',
    openedAt: '2026-11-18T09:12:00.000Z',
  },
];

export const appInfo: AppInfo = {
  version: '0.1.0',
  onnxruntimeVersion: '1.29.0',
  host: 'window',
  processor: 'AMD Ryzen 7 7840U',
  logicalCpuCount: 16,
  providers: [
    {
      name: 'cpu',
      label: 'CPU',
      library: 'bundled',
      available: true,
      note: 'AMD Ryzen 7 7840U, AVX-512 VNNI',
      devices: [],
      hint: 'It is part of ONNX Runtime and works everywhere.',
    },
    {
      name: 'cuda',
      label: 'CUDA',
      library: 'absent',
      available: false,
      note: 'ONNX Runtime’s CUDA library is not there.',
      devices: [{ name: 'NVIDIA RTX 4090', memoryBytes: 24 * 2 ** 30, driver: '580.1' }],
      hint: 'It needs Linux x64, an NVIDIA GPU, CUDA 13 and cuDNN 9.',
      command: 'lathe providers install cuda',
    },
    {
      name: 'webgpu',
      label: 'WebGPU',
      library: 'bundled',
      available: true,
      note: 'Radeon 780M',
      devices: [],
      hint: 'It needs a GPU with a current driver.',
    },
    {
      name: 'tensorrt',
      label: 'TensorRT',
      library: 'absent',
      available: false,
      note: 'The TensorRT libraries are not installed.',
      devices: [],
      hint: 'It needs what the cuda provider needs, and NVIDIA TensorRT 10.',
    },
  ],
  precisionNotes: {
    original: 'The file as it is, untouched.',
    fp32: 'Same numbers in fewer layers. Nothing is lost but float rounding.',
    fp16: 'Half the size. This processor has no float16 arithmetic: expect it to be slower here.',
    bf16: 'For CUDA and TensorRT alone.',
    int8: 'A quarter of the size. This processor has VNNI: expect convolutions to run 2 to 3 times faster.',
    'int8-dynamic': 'For transformers: matrix products run on integers.',
    int4: 'For size: weights of matrix products in 4 bits.',
    mixed: 'Integers where they are harmless, floats where they cost accuracy: searched, and never slower than FP32.',
  },
};

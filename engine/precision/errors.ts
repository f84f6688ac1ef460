import { WorkbenchError } from '../errors.ts';

export const noCalibrationData = () =>
  new WorkbenchError(
    'precision.no-calibration-data',
    {},
    'The calibration data holds no samples. Choose a data set with at least one; 300 to 500 are usual.',
  );

export const nothingToQuantize = (reason: string) =>
  new WorkbenchError(
    'precision.nothing-to-quantize',
    { reason },
    `No part of this model can run in INT8: ${reason}. Keep it in FP32, or convert it to FP16.`,
  );

export const noBfloat16Kernels = (target: string) =>
  new WorkbenchError(
    'precision.no-bfloat16-kernels',
    { target },
    `BF16 is for the CUDA and TensorRT providers of ONNX Runtime; ${target} has no kernels for it. Choose another target, or convert it to FP16.`,
  );

export const nothingInBfloat16 = (reason: string) =>
  new WorkbenchError(
    'precision.nothing-in-bfloat16',
    { reason },
    `No matrix product or convolution of this model can run in BF16: ${reason}. Convert it to FP16, or export it again with a newer opset.`,
  );

export const opsetTooOld = (opset: number, reason: string) =>
  new WorkbenchError(
    'precision.opset-too-old',
    { opset, reason },
    `INT8 needs opset 13, and this model of opset ${opset} cannot be raised to it: ${reason}. Export it again with a newer opset.`,
  );

export const missingCalibrationOutput = (name: string) =>
  new WorkbenchError(
    'precision.missing-output',
    { name },
    `Calibration got no values for "${name}". The model that was run is not the one that was prepared for calibration.`,
  );

export const unreadableCalibrationCache = (reason: string) =>
  new WorkbenchError(
    'precision.unreadable-cache',
    { reason },
    `This is no calibration cache of TensorRT 10 or older: ${reason}. Give the file that its calibrator wrote.`,
  );

export const foreignCalibrationCache = () =>
  new WorkbenchError(
    'precision.foreign-cache',
    {},
    'The calibration cache names none of the tensors to be quantized. Use the cache of this model, written from the same ONNX file.',
  );

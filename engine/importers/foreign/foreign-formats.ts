import { coreMlModel, coreMlProgram } from './core-ml.ts';
import type { ForeignFormat } from './foreign-format.ts';
import { hdf5Weights, kerasHdf5, kerasZip } from './keras.ts';
import { mxnetNetwork, mxnetWeights } from './mxnet.ts';
import { compressed, image, lfsPointer, numpyArrays, webPage, zipArchive } from './no-models.ts';
import {
  chainerSnapshot,
  gguf,
  ncnn,
  openVino,
  ortFormat,
  paddlePaddle,
  safetensors,
  scikitLearn,
} from './other-frameworks.ts';
import { exportedProgram, pythonPickle, pytorchCheckpoint, torchScript } from './pytorch.ts';
import {
  graphDef,
  graphDefText,
  metaGraphDef,
  savedModel,
  tensorflowCheckpoint,
  tensorflowJs,
  tensorflowLite,
} from './tensorflow.ts';

/**
 * Formats that Lathe does not read, in the order in which they are looked for: what a file surely is before what it may be.
 */
export const foreignFormats: readonly ForeignFormat[] = [
  lfsPointer,
  webPage,
  kerasHdf5,
  hdf5Weights,
  tensorflowLite,
  ortFormat,
  torchScript,
  exportedProgram,
  pytorchCheckpoint,
  kerasZip,
  chainerSnapshot,
  numpyArrays,
  zipArchive,
  compressed,
  scikitLearn,
  pythonPickle,
  safetensors,
  gguf,
  openVino,
  mxnetNetwork,
  mxnetWeights,
  tensorflowJs,
  paddlePaddle,
  ncnn,
  graphDef,
  graphDefText,
  metaGraphDef,
  tensorflowCheckpoint,
  coreMlProgram,
  coreMlModel,
  savedModel,
  image,
];

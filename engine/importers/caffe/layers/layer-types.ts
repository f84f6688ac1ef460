import { argMax } from './arg-max.ts';
import { axpy } from './axpy.ts';
import { batchNorm } from './batch-norm.ts';
import { bias } from './bias.ts';
import { bn } from './bn.ts';
import { clip } from './clip.ts';
import { concat } from './concat.ts';
import { convolution } from './convolution.ts';
import { crop } from './crop.ts';
import { deconvolution } from './deconvolution.ts';
import { dropout } from './dropout.ts';
import { elementFunctions } from './element-functions.ts';
import { eltwise } from './eltwise.ts';
import { elu } from './elu.ts';
import { embed } from './embed.ts';
import { exp } from './exp.ts';
import { flatten } from './flatten.ts';
import { innerProduct } from './inner-product.ts';
import { interp } from './interp.ts';
import type { LayerType } from './layer-type.ts';
import { log } from './log.ts';
import { lrn } from './lrn.ts';
import { mvn } from './mvn.ts';
import { normalize } from './normalize.ts';
import { pRelu } from './p-relu.ts';
import { parameter } from './parameter.ts';
import { permute } from './permute.ts';
import { pooling } from './pooling.ts';
import { power } from './power.ts';
import { reduction } from './reduction.ts';
import { relu } from './relu.ts';
import { relu6 } from './relu6.ts';
import { reorg } from './reorg.ts';
import { reshape } from './reshape.ts';
import { roiPooling } from './roi-pooling.ts';
import { scale } from './scale.ts';
import { shuffleChannel } from './shuffle-channel.ts';
import { slice } from './slice.ts';
import { softmax } from './softmax.ts';
import { split } from './split.ts';
import { swish } from './swish.ts';
import { threshold } from './threshold.ts';
import { tile } from './tile.ts';
import { upsample } from './upsample.ts';

/** Every layer type that has ONNX operators. A type that is not here stays as an opaque node. */
const layerTypes: readonly LayerType[] = [
  argMax,
  axpy,
  batchNorm,
  bias,
  bn,
  clip,
  concat,
  convolution,
  crop,
  deconvolution,
  dropout,
  ...elementFunctions,
  eltwise,
  elu,
  embed,
  exp,
  flatten,
  innerProduct,
  interp,
  log,
  lrn,
  mvn,
  normalize,
  pRelu,
  parameter,
  permute,
  pooling,
  power,
  reduction,
  relu,
  relu6,
  reorg,
  reshape,
  roiPooling,
  scale,
  shuffleChannel,
  slice,
  softmax,
  split,
  swish,
  threshold,
  tile,
  upsample,
];

const byType = new Map(layerTypes.flatMap((entry) => entry.types.map((type) => [type, entry] as const)));

export const findLayerType = (type: string): LayerType | undefined => byType.get(type);

/** Layers that give a network its data, by the part of their fields that has its dims. */
const dataTypes: ReadonlySet<string> = new Set([
  'Input',
  'Data',
  'ImageData',
  'HDF5Data',
  'MemoryData',
  'WindowData',
  'DummyData',
  'AnnotatedData',
  'VideoData',
  'ImageSegData',
  'DenseImageData',
]);

/** True for a layer that reads nothing and makes what the network reads. */
export const isDataLayer = (type: string, bottomCount: number): boolean =>
  dataTypes.has(type) || (bottomCount === 0 && !byType.has(type));

/** True for what only training and testing compute: losses, scores, and what is written to files. */
export const isDroppedLayer = (type: string): boolean =>
  /Loss$/.test(type) || ['Accuracy', 'HDF5Output', 'DetectionEvaluate', 'EvalAccuracy'].includes(type);

/** A layer that only says that a blob is not used. */
export const SILENCE = 'Silence';

/** Layers that take no step in Caffe either, once the network is used. */
export const isUncounted = (type: string): boolean => type === 'Dropout' || type === 'Split';

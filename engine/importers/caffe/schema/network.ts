import {
  type Field,
  type FieldKind,
  floats,
  ignored,
  integer,
  integers,
  type MessageOf,
  maybeMessage,
  maybeOneOf,
  message,
  messages,
  oneOf,
  rest,
  type Schema,
  string,
  strings,
} from './field.ts';
import { blobShape, layerParameters } from './parameters.ts';

/** The messages of a network around its layers. Source: caffe.proto of BVLC/caffe. */

const phases = { TRAIN: 0, TEST: 1 } as const;
export type Phase = keyof typeof phases;

const netStateRule = {
  phase: maybeOneOf(1, phases),
  min_level: { ...integer(2, 0), absent: Number.NEGATIVE_INFINITY },
  max_level: { ...integer(3, 0), absent: Number.POSITIVE_INFINITY },
  stage: strings(4),
  not_stage: strings(5),
};
export type NetStateRule = MessageOf<typeof netStateRule>;

/** Weights as the file has them: views of it, of which a packed list has one and a list that is not packed may have many. */
export interface Elements {
  readonly size: 4 | 8;
  readonly parts: readonly Uint8Array[];
}

const elements = (number: number, size: 4 | 8): Field<Elements> => ({
  number,
  kind: { name: 'elements', size } satisfies FieldKind,
  repeated: false,
  absent: { size, parts: [] },
});

const blob = {
  num: integer(1, 0),
  channels: integer(2, 0),
  height: integer(3, 0),
  width: integer(4, 0),
  data: elements(5, 4),
  diff: ignored(6),
  shape: maybeMessage(7, blobShape),
  double_data: elements(8, 8),
  double_diff: ignored(9),
};
export type BlobMessage = MessageOf<typeof blob>;

const paramSpec = { name: string(1), share_mode: ignored(2), lr_mult: ignored(3), decay_mult: ignored(4) };

const layerV2 = {
  name: string(1),
  type: string(2),
  bottom: strings(3),
  top: strings(4),
  loss_weight: ignored(5),
  param: messages(6, paramSpec),
  blobs: messages(7, blob),
  include: messages(8, netStateRule),
  exclude: messages(9, netStateRule),
  phase: maybeOneOf(10, phases),
  propagate_down: ignored(11),
  others: rest(),
  ...layerParameters,
};
export type LayerV2 = MessageOf<typeof layerV2>;

/** The layer types of the first version, by the name that they have in the second. */
export const v1Types = {
  NONE: '',
  ABSVAL: 'AbsVal',
  ACCURACY: 'Accuracy',
  ARGMAX: 'ArgMax',
  BNLL: 'BNLL',
  CONCAT: 'Concat',
  CONTRASTIVE_LOSS: 'ContrastiveLoss',
  CONVOLUTION: 'Convolution',
  DATA: 'Data',
  DECONVOLUTION: 'Deconvolution',
  DROPOUT: 'Dropout',
  DUMMY_DATA: 'DummyData',
  EUCLIDEAN_LOSS: 'EuclideanLoss',
  ELTWISE: 'Eltwise',
  EXP: 'Exp',
  FLATTEN: 'Flatten',
  HDF5_DATA: 'HDF5Data',
  HDF5_OUTPUT: 'HDF5Output',
  HINGE_LOSS: 'HingeLoss',
  IM2COL: 'Im2col',
  IMAGE_DATA: 'ImageData',
  INFOGAIN_LOSS: 'InfogainLoss',
  INNER_PRODUCT: 'InnerProduct',
  LRN: 'LRN',
  MEMORY_DATA: 'MemoryData',
  MULTINOMIAL_LOGISTIC_LOSS: 'MultinomialLogisticLoss',
  MVN: 'MVN',
  POOLING: 'Pooling',
  POWER: 'Power',
  RELU: 'ReLU',
  SIGMOID: 'Sigmoid',
  SIGMOID_CROSS_ENTROPY_LOSS: 'SigmoidCrossEntropyLoss',
  SILENCE: 'Silence',
  SOFTMAX: 'Softmax',
  SOFTMAX_LOSS: 'SoftmaxWithLoss',
  SPLIT: 'Split',
  SLICE: 'Slice',
  TANH: 'TanH',
  WINDOW_DATA: 'WindowData',
  THRESHOLD: 'Threshold',
} as const;

const v1TypeNumbers = {
  NONE: 0,
  ACCURACY: 1,
  BNLL: 2,
  CONCAT: 3,
  CONVOLUTION: 4,
  DATA: 5,
  DROPOUT: 6,
  EUCLIDEAN_LOSS: 7,
  FLATTEN: 8,
  HDF5_DATA: 9,
  HDF5_OUTPUT: 10,
  IM2COL: 11,
  IMAGE_DATA: 12,
  INFOGAIN_LOSS: 13,
  INNER_PRODUCT: 14,
  LRN: 15,
  MULTINOMIAL_LOGISTIC_LOSS: 16,
  POOLING: 17,
  RELU: 18,
  SIGMOID: 19,
  SOFTMAX: 20,
  SOFTMAX_LOSS: 21,
  SPLIT: 22,
  TANH: 23,
  WINDOW_DATA: 24,
  ELTWISE: 25,
  POWER: 26,
  SIGMOID_CROSS_ENTROPY_LOSS: 27,
  HINGE_LOSS: 28,
  MEMORY_DATA: 29,
  ARGMAX: 30,
  THRESHOLD: 31,
  DUMMY_DATA: 32,
  SLICE: 33,
  MVN: 34,
  ABSVAL: 35,
  SILENCE: 36,
  CONTRASTIVE_LOSS: 37,
  EXP: 38,
  DECONVOLUTION: 39,
} as const satisfies Readonly<Record<keyof typeof v1Types, number>>;

/** The same message at the number that it has in the first version. */
const at = <F extends Field>(number: number, field: F): F => ({ ...field, number });

const p = layerParameters;

const layerV1 = {
  /** A layer of the version before, which has no other form than this. */
  layer: maybeMessage(1, {} satisfies Schema),
  bottom: strings(2),
  top: strings(3),
  name: string(4),
  type: oneOf(5, v1TypeNumbers, 'NONE'),
  blobs: messages(6, blob),
  blobs_lr: ignored(7),
  weight_decay: ignored(8),
  concat_param: at(9, p.concat_param),
  convolution_param: at(10, p.convolution_param),
  data_param: at(11, p.data_param),
  dropout_param: at(12, p.dropout_param),
  hdf5_data_param: at(13, p.hdf5_data_param),
  hdf5_output_param: at(14, p.hdf5_output_param),
  image_data_param: at(15, p.image_data_param),
  infogain_loss_param: at(16, p.infogain_loss_param),
  inner_product_param: at(17, p.inner_product_param),
  lrn_param: at(18, p.lrn_param),
  pooling_param: at(19, p.pooling_param),
  window_data_param: at(20, p.window_data_param),
  power_param: at(21, p.power_param),
  memory_data_param: at(22, p.memory_data_param),
  argmax_param: at(23, p.argmax_param),
  eltwise_param: at(24, p.eltwise_param),
  threshold_param: at(25, p.threshold_param),
  dummy_data_param: at(26, p.dummy_data_param),
  accuracy_param: at(27, p.accuracy_param),
  hinge_loss_param: at(29, p.hinge_loss_param),
  relu_param: at(30, p.relu_param),
  slice_param: at(31, p.slice_param),
  include: messages(32, netStateRule),
  exclude: messages(33, netStateRule),
  mvn_param: at(34, p.mvn_param),
  loss_weight: floats(35),
  transform_param: at(36, p.transform_param),
  tanh_param: at(37, p.tanh_param),
  sigmoid_param: at(38, p.sigmoid_param),
  softmax_param: at(39, p.softmax_param),
  contrastive_loss_param: at(40, p.contrastive_loss_param),
  exp_param: at(41, p.exp_param),
  loss_param: at(42, p.loss_param),
  param: strings(1001),
  blob_share_mode: ignored(1002),
  others: rest(),
};
export type LayerV1 = MessageOf<typeof layerV1>;

const netState = { phase: oneOf(1, phases, 'TEST'), level: integer(2, 0), stage: strings(3) };

export const netParameter = {
  name: string(1),
  layers: messages(2, layerV1),
  input: strings(3),
  input_dim: integers(4),
  force_backward: ignored(5),
  state: message(6, netState),
  debug_info: ignored(7),
  input_shape: messages(8, blobShape),
  layer: messages(100, layerV2),
};
export type NetParameter = MessageOf<typeof netParameter>;

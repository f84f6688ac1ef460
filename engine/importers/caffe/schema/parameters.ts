import {
  bool,
  float,
  floats,
  ignored,
  integer,
  integers,
  kept,
  type MessageOf,
  maybeBool,
  maybeInteger,
  maybeMessage,
  maybeOneOf,
  message,
  messages,
  oneOf,
  string,
} from './field.ts';

/**
 * The parameter messages of layers, by the names and numbers of Caffe's format; a message that is absent has all of its defaults.
 * Fields that only training reads are known and ignored. Source: caffe.proto of BVLC/caffe and, where said, of its descendants.
 */

export const blobShape = { dim: integers(1) };

const fillerParameter = {
  type: string(1, 'constant'),
  value: float(2, 0),
  min: ignored(3),
  max: ignored(4),
  mean: ignored(5),
  std: ignored(6),
  sparse: ignored(7),
  variance_norm: ignored(8),
};

const convolutionParameter = {
  num_output: integer(1, 0),
  bias_term: bool(2, true),
  pad: integers(3),
  kernel_size: integers(4),
  group: integer(5, 1),
  stride: integers(6),
  weight_filler: message(7, fillerParameter),
  bias_filler: ignored(8),
  pad_h: maybeInteger(9),
  pad_w: maybeInteger(10),
  kernel_h: maybeInteger(11),
  kernel_w: maybeInteger(12),
  stride_h: maybeInteger(13),
  stride_w: maybeInteger(14),
  engine: ignored(15),
  axis: integer(16, 1),
  force_nd_im2col: ignored(17),
  dilation: integers(18),
};
export type ConvolutionParameter = MessageOf<typeof convolutionParameter>;

const poolingParameter = {
  pool: oneOf(1, { MAX: 0, AVE: 1, STOCHASTIC: 2 }, 'MAX'),
  kernel_size: maybeInteger(2),
  stride: maybeInteger(3),
  pad: maybeInteger(4),
  kernel_h: maybeInteger(5),
  kernel_w: maybeInteger(6),
  stride_h: maybeInteger(7),
  stride_w: maybeInteger(8),
  pad_h: maybeInteger(9),
  pad_w: maybeInteger(10),
  engine: ignored(11),
  global_pooling: bool(12, false),
  /** Of later BVLC versions: how the output size is rounded. */
  round_mode: oneOf(13, { CEIL: 0, FLOOR: 1 }, 'CEIL'),
  /** Of other descendants: the same. */
  ceil_mode: maybeBool(undefined),
};
export type PoolingParameter = MessageOf<typeof poolingParameter>;

const innerProductParameter = {
  num_output: integer(1, 0),
  bias_term: bool(2, true),
  weight_filler: ignored(3),
  bias_filler: ignored(4),
  axis: integer(5, 1),
  transpose: bool(6, false),
};

const batchNormParameter = {
  use_global_stats: maybeBool(1),
  moving_average_fraction: ignored(2),
  eps: float(3, 1e-5),
};

const scaleParameter = {
  axis: integer(1, 1),
  num_axes: integer(2, 1),
  filler: ignored(3),
  bias_term: bool(4, false),
  bias_filler: ignored(5),
};

const biasParameter = { axis: integer(1, 1), num_axes: integer(2, 1), filler: ignored(3) };

const lrnParameter = {
  local_size: integer(1, 5),
  alpha: float(2, 1),
  beta: float(3, 0.75),
  norm_region: oneOf(4, { ACROSS_CHANNELS: 0, WITHIN_CHANNEL: 1 }, 'ACROSS_CHANNELS'),
  k: float(5, 1),
  engine: ignored(6),
};

const transformationParameter = {
  scale: ignored(1),
  mirror: ignored(2),
  crop_size: integer(3, 0),
  mean_file: ignored(4),
  mean_value: floats(5),
  force_color: bool(6, false),
  force_gray: bool(7, false),
  resize_param: ignored(8),
  noise_param: ignored(9),
  distort_param: ignored(12),
  expand_param: ignored(14),
  emit_constraint: ignored(10),
};

const imageDataParameter = {
  source: ignored(1),
  scale: ignored(2),
  mean_file: ignored(3),
  batch_size: integer(4, 1),
  crop_size: integer(5, 0),
  mirror: ignored(6),
  rand_skip: ignored(7),
  shuffle: ignored(8),
  new_height: integer(9, 0),
  new_width: integer(10, 0),
  is_color: bool(11, true),
  root_folder: ignored(12),
};

const pythonParameter = {
  module: string(1),
  layer: string(2),
  param_str: string(3),
  share_in_parallel: ignored(4),
};

const engineOnly = { engine: ignored(1) };

/** Fields of a layer's message that both versions have, with the numbers of the second. */
export const layerParameters = {
  transform_param: message(100, transformationParameter),
  loss_param: ignored(101),
  accuracy_param: ignored(102),
  argmax_param: message(103, { out_max_val: bool(1, false), top_k: integer(2, 1), axis: maybeInteger(3) }),
  concat_param: message(104, { concat_dim: maybeInteger(1), axis: integer(2, 1) }),
  contrastive_loss_param: ignored(105),
  convolution_param: message(106, convolutionParameter),
  data_param: message(107, {
    source: ignored(1),
    scale: ignored(2),
    mean_file: ignored(3),
    batch_size: integer(4, 0),
    crop_size: integer(5, 0),
    mirror: ignored(6),
    rand_skip: ignored(7),
    backend: ignored(8),
    force_encoded_color: ignored(9),
    prefetch: ignored(10),
  }),
  dropout_param: ignored(108),
  dummy_data_param: message(109, {
    data_filler: ignored(1),
    num: integers(2),
    channels: integers(3),
    height: integers(4),
    width: integers(5),
    shape: messages(6, blobShape),
  }),
  eltwise_param: message(110, {
    operation: oneOf(1, { PROD: 0, SUM: 1, MAX: 2 }, 'SUM'),
    coeff: floats(2),
    stable_prod_grad: ignored(3),
  }),
  exp_param: message(111, { base: float(1, -1), scale: float(2, 1), shift: float(3, 0) }),
  hdf5_data_param: message(112, { source: ignored(1), batch_size: integer(2, 0), shuffle: ignored(3) }),
  hdf5_output_param: ignored(113),
  hinge_loss_param: ignored(114),
  image_data_param: message(115, imageDataParameter),
  infogain_loss_param: ignored(116),
  inner_product_param: message(117, innerProductParameter),
  lrn_param: message(118, lrnParameter),
  memory_data_param: message(119, {
    batch_size: integer(1, 0),
    channels: integer(2, 0),
    height: integer(3, 0),
    width: integer(4, 0),
  }),
  mvn_param: message(120, {
    normalize_variance: bool(1, true),
    across_channels: bool(2, false),
    eps: float(3, 1e-9),
  }),
  pooling_param: message(121, poolingParameter),
  power_param: message(122, { power: float(1, 1), scale: float(2, 1), shift: float(3, 0) }),
  relu_param: message(123, { negative_slope: float(1, 0), engine: ignored(2) }),
  sigmoid_param: message(124, engineOnly),
  softmax_param: message(125, { engine: ignored(1), axis: integer(2, 1) }),
  slice_param: message(126, { slice_dim: maybeInteger(1), slice_point: integers(2), axis: integer(3, 1) }),
  tanh_param: message(127, engineOnly),
  threshold_param: message(128, { threshold: float(1, 0) }),
  window_data_param: message(129, {
    source: ignored(1),
    scale: ignored(2),
    mean_file: ignored(3),
    batch_size: integer(4, 0),
    crop_size: integer(5, 0),
    mirror: ignored(6),
    fg_threshold: ignored(7),
    bg_threshold: ignored(8),
    fg_fraction: ignored(9),
    context_pad: ignored(10),
    crop_mode: ignored(11),
    cache_images: ignored(12),
    root_folder: ignored(13),
  }),
  python_param: message(130, pythonParameter),
  prelu_param: message(131, { filler: ignored(1), channel_shared: bool(2, false) }),
  spp_param: kept(132),
  reshape_param: message(133, { shape: message(1, blobShape), axis: integer(2, 0), num_axes: integer(3, -1) }),
  log_param: message(134, { base: float(1, -1), scale: float(2, 1), shift: float(3, 0) }),
  flatten_param: message(135, { axis: integer(1, 1), end_axis: integer(2, -1) }),
  reduction_param: message(136, {
    operation: oneOf(1, { SUM: 1, ASUM: 2, SUMSQ: 3, MEAN: 4 }, 'SUM'),
    axis: integer(2, 0),
    coeff: float(3, 1),
  }),
  embed_param: message(137, {
    num_output: integer(1, 0),
    input_dim: integer(2, 0),
    bias_term: bool(3, true),
    weight_filler: ignored(4),
    bias_filler: ignored(5),
  }),
  tile_param: message(138, { axis: integer(1, 1), tiles: integer(2, 1) }),
  batch_norm_param: message(139, batchNormParameter),
  elu_param: message(140, { alpha: float(1, 1) }),
  bias_param: message(141, biasParameter),
  scale_param: message(142, scaleParameter),
  input_param: message(143, { shape: messages(1, blobShape) }),
  crop_param: message(144, { axis: integer(1, 2), offset: integers(2) }),
  parameter_param: message(145, { shape: message(1, blobShape) }),
  recurrent_param: kept(146),
  swish_param: message(147, { beta: float(1, 1) }),
  clip_param: message(148, { min: float(1, 0), max: float(2, 0) }),
  // Caffe-SSD, with the numbers of its own format.
  annotated_data_param: ignored(200),
  multibox_loss_param: ignored(201),
  permute_param: message(202, { order: integers(1) }),
  prior_box_param: kept(203),
  detection_output_param: kept(204),
  detection_evaluate_param: ignored(205),
  norm_param: message(206, {
    across_spatial: bool(1, true),
    scale_filler: ignored(2),
    channel_shared: bool(3, true),
    eps: float(4, 1e-10),
  }),
  // Descendants that do not agree on numbers: known by name, in text.
  interp_param: message(undefined, {
    height: integer(1, 0),
    width: integer(2, 0),
    zoom_factor: integer(3, 1),
    shrink_factor: integer(4, 1),
    pad_beg: integer(5, 0),
    pad_end: integer(6, 0),
  }),
  upsample_param: message(undefined, {
    scale: integer(1, 2),
    scale_h: maybeInteger(2),
    scale_w: maybeInteger(3),
    pad_out_h: bool(4, false),
    pad_out_w: bool(5, false),
    upsample_h: maybeInteger(6),
    upsample_w: maybeInteger(7),
  }),
  reorg_param: message(undefined, { stride: integer(1, 2), reverse: bool(2, false) }),
  shuffle_channel_param: message(undefined, { group: integer(1, 1) }),
  bn_param: maybeMessage(undefined, {
    slope_filler: ignored(1),
    scale_filler: ignored(undefined),
    shift_filler: ignored(undefined),
    bias_filler: ignored(2),
    momentum: ignored(3),
    eps: float(4, 1e-5),
    frozen: ignored(5),
    engine: ignored(6),
    bn_mode: maybeOneOf(undefined, { LEARN: 0, INFERENCE: 1 }),
    var_eps: ignored(undefined),
  }),
  roi_pooling_param: message(undefined, {
    pooled_h: integer(1, 0),
    pooled_w: integer(2, 0),
    spatial_scale: float(3, 1),
  }),
  relu6_param: ignored(),
};

export type LayerParameters = MessageOf<typeof layerParameters>;

import type { Node } from '../ir/graph.ts';

type Words = Readonly<Record<string, string>>;

/** What a sliding window has, of convolutions and poolings alike. */
const window: Words = {
  kernel_shape: 'Extent of the window along each spatial axis; by default that of the weights.',
  strides: 'How far the window moves from one output element to the next, per spatial axis; 1 by default.',
  pads: 'Elements added around the input: those before each spatial axis, then those after each; none by default.',
  dilations: 'Distance between the elements of the window, per spatial axis; 1, by default, leaves no gaps.',
  auto_pad: 'NOTSET pads by pads, VALID not at all, SAME_* so that the output is the input divided by the stride.',
};

const ceilMode: Words = {
  ceil_mode: '1 rounds output extents up, so that the last window may reach past the edge; 0 rounds down.',
};

const convolution: Words = {
  ...window,
  group:
    'Input and output channels are cut into so many groups that do not see each other; the channel count is depthwise.',
};

const reduction: Words = {
  axes: 'Axes that disappear; negative ones count from the last. All where none are given.',
  keepdims: '1, the default, keeps each reduced axis with an extent of 1; 0 takes it out of the shape.',
  noop_with_empty_axes: '1 leaves the input as it is where no axes are given; 0, the default, reduces all of them.',
};

const argReduction: Words = {
  axis: 'The axis along which the position is looked for.',
  keepdims: reduction.keepdims ?? '',
  select_last_index: '1 gives the last of several equal positions, 0 the first.',
};

const epsilon = 'Added to the variance before its square root, so that nothing is divided by zero.';

const stashType = 'Data type in which mean and variance are computed, by its number in ONNX; 1 is float32.';

const recurrent: Words = {
  hidden_size: 'Number of elements of the hidden state.',
  direction: 'forward, reverse or bidirectional: which way the sequence is read.',
  layout: '0 puts the time steps first, 1 the batch.',
  activations: 'Functions of the gates, in the order of the gates and once per direction.',
  clip: 'Inputs of the functions are cut off at plus and minus this.',
};

/** One sentence for each attribute of the operators that models use most, by operator. Source: ONNX operator specifications. */
export const attributeWords: Readonly<Record<string, Words>> = {
  ArgMax: argReduction,
  ArgMin: argReduction,
  AveragePool: {
    ...window,
    ...ceilMode,
    count_include_pad:
      '1 divides by the whole window even where it lies on padding; 0, the default, by what lies inside.',
  },
  BatchNormalization: {
    epsilon,
    momentum: 'How slowly running statistics follow new batches in training. Means nothing for inference.',
    training_mode: '1 takes the statistics of the batch at hand; 0, the default, the stored ones.',
    spatial: 'Of old opsets: 1 keeps one mean and variance per channel.',
  },
  Cast: {
    to: 'Data type of the output, by its number in ONNX: 1 float32, 6 int32, 7 int64, 9 bool, 10 float16, 11 float64, 16 bfloat16.',
    saturate: '1, the default, cuts values off that the 8-bit float does not reach; 0 makes them infinite or NaN.',
  },
  Clip: { min: 'Smaller values become this.', max: 'Larger values become this.' },
  Concat: { axis: 'The axis along which the inputs follow one another; all other extents are equal.' },
  Constant: { value: 'The tensor that is the output.' },
  ConstantOfShape: { value: 'The element that fills the output, with its data type; a float32 zero by default.' },
  Conv: convolution,
  ConvTranspose: {
    ...convolution,
    output_padding: 'Elements added at the end of each spatial axis of the output, to choose among extents that fit.',
    output_shape: 'Extents of the output, from which the padding follows.',
  },
  CumSum: { exclusive: '1 leaves each element out of its own sum.', reverse: '1 sums from the end.' },
  DepthToSpace: {
    blocksize: 'Extent of the square that the channels of one element become.',
    mode: 'DCR or CRD: whether the channels of a square are apart or side by side.',
  },
  DequantizeLinear: {
    axis: 'The axis that scales and zero points belong to; means nothing where there is one for the whole tensor.',
    block_size: 'Elements along the axis that share a scale; 0 for one scale per index.',
  },
  Dropout: { ratio: 'Share of elements dropped in training. Nothing is dropped in inference.' },
  Einsum: {
    equation:
      'Letters for the axes of each input, then those of the output: letters that are missing there are summed over.',
  },
  Elu: { alpha: 'What large negative values approach, with its sign turned.' },
  Flatten: { axis: 'Axes before this become the first of two axes, all others the second.' },
  Gather: { axis: 'The axis that indices choose from.' },
  GatherElements: { axis: 'The axis that indices choose from.' },
  GatherND: { batch_dims: 'So many leading axes belong to both inputs and are walked together.' },
  Gelu: {
    approximate: 'none computes with the error function, tanh with its approximation by the hyperbolic tangent.',
  },
  Gemm: {
    alpha: 'Factor of the product of A and B.',
    beta: 'Factor of C.',
    transA: '1 transposes A before the product.',
    transB: '1 transposes B before the product.',
  },
  GRU: {
    ...recurrent,
    linear_before_reset: '1 applies the reset gate after the product with the state, as cuDNN does.',
  },
  HardSigmoid: { alpha: 'Slope of the middle part.', beta: 'Value at 0.' },
  InstanceNormalization: { epsilon },
  LayerNormalization: {
    axis: 'Mean and variance are taken over this axis and all after it; the last alone by default.',
    epsilon,
    stash_type: stashType,
  },
  LeakyRelu: { alpha: 'Factor of negative values.' },
  LogSoftmax: { axis: 'The axis along which the exponentials add up to 1.' },
  LpNormalization: { axis: 'The axis along which the norm is taken.', p: 'Which norm: 1 of magnitudes, 2 of squares.' },
  LRN: {
    size: 'Neighbouring channels whose squares are summed.',
    alpha: 'Factor of that sum, divided by the number of channels.',
    beta: 'Power that the divisor is raised to.',
    bias: 'Added before the power is taken.',
  },
  LSTM: { ...recurrent, input_forget: '1 couples the input gate to the forget gate.' },
  MaxPool: {
    ...window,
    ...ceilMode,
    storage_order: 'Order in which positions of the maxima are counted: 0 by rows, 1 by columns.',
  },
  Mod: { fmod: '1 gives the sign of the dividend, as C does; 0 that of the divisor.' },
  NonMaxSuppression: { center_point_box: '0: boxes are given by two corners; 1: by centre, width and height.' },
  OneHot: { axis: 'Where the new axis goes.' },
  Pad: { mode: 'constant fills with a value, reflect and edge with elements of the input, wrap from the other side.' },
  QuantizeLinear: {
    axis: 'The axis that scales and zero points belong to; means nothing where there is one for the whole tensor.',
    saturate: '1, the default, cuts values off that an 8-bit float does not reach.',
    block_size: 'Elements along the axis that share a scale; 0 for one scale per index.',
  },
  ReduceL1: reduction,
  ReduceL2: reduction,
  ReduceLogSumExp: reduction,
  ReduceMax: reduction,
  ReduceMean: reduction,
  ReduceMin: reduction,
  ReduceProd: reduction,
  ReduceSum: reduction,
  ReduceSumSquare: reduction,
  Reshape: { allowzero: '0, the default: a 0 in the shape keeps the extent of the input; 1: it means an extent of 0.' },
  Resize: {
    mode: 'nearest, linear or cubic: how elements between those of the input are found.',
    coordinate_transformation_mode: 'How places in the output become places in the input.',
    nearest_mode: 'How the nearest mode rounds a place to an element.',
    cubic_coeff_a: 'Coefficient of the cubic curve.',
    exclude_outside: '1 gives places outside of the input no weight.',
    extrapolation_value: 'Element taken for places outside of the input.',
    antialias: '1 widens the filter where the output is smaller.',
    keep_aspect_ratio_policy: 'stretch takes the extents as given; others keep the ratio of the axes.',
  },
  RMSNormalization: {
    axis: 'The mean of squares is taken over this axis and all after it; the last alone by default.',
    epsilon,
    stash_type: stashType,
  },
  RoiAlign: {
    mode: 'avg or max of the samples in each cell.',
    output_height: 'Cells from top to bottom.',
    output_width: 'Cells from left to right.',
    sampling_ratio: 'Samples per cell and axis; 0 chooses by the size of the region.',
    spatial_scale: 'Factor from coordinates of regions to those of the input.',
  },
  Selu: { alpha: 'Factor of the exponential for negative values.', gamma: 'Factor of everything.' },
  Shape: { start: 'First axis that is told; 0 by default.', end: 'First axis that is no longer told.' },
  Softmax: { axis: 'The axis along which the outputs add up to 1.' },
  SpaceToDepth: { blocksize: 'Extent of the square whose elements become the channels of one.' },
  Split: {
    axis: 'The axis that is cut.',
    num_outputs: 'Into so many parts of equal extent; the last may be smaller.',
    split: 'Extents of the parts.',
  },
  Squeeze: { axes: 'Axes of extent 1 that disappear.' },
  TopK: {
    axis: 'The axis along which elements are compared.',
    k: 'So many elements are kept.',
    largest: '1, the default, keeps the largest, 0 the smallest.',
    sorted: '1, the default, gives them in order.',
  },
  Transpose: { perm: 'Which axis of the input each axis of the output is; the reverse order by default.' },
  Trilu: { upper: '1 keeps what lies above the diagonal, 0 what lies below.' },
  Unsqueeze: { axes: 'Where axes of extent 1 go.' },
};

/** What an attribute of a node means, in one sentence; undefined where there is none for it. */
export const findAttributeWords = ({ domain, opType }: Pick<Node, 'domain' | 'opType'>, name: string) =>
  domain === '' || domain === 'ai.onnx' ? attributeWords[opType]?.[name] : undefined;

import type { Node } from '../ir/graph.ts';
import { activations } from './activations.ts';
import { argMax, argMin } from './arg-reduce.ts';
import { attention, rotaryEmbedding } from './attention.ts';
import { batchNormalization } from './batch-normalization.ts';
import { binaryMath } from './binary-math.ts';
import { bitShift } from './bit-shift.ts';
import { cast, castLike } from './cast.ts';
import { clip } from './clip.ts';
import { concat } from './concat.ts';
import { constant } from './constant.ts';
import { constantOfShape } from './constant-of-shape.ts';
import { conv, convInteger, deformConv, qLinearConv } from './conv.ts';
import { convTranspose } from './conv-transpose.ts';
import { cumSum } from './cum-sum.ts';
import { compress, nonMaxSuppression, nonZero, reverseSequence, unique } from './data-dependent.ts';
import { depthToSpace, spaceToDepth } from './depth-to-space.ts';
import { dequantizeLinear } from './dequantize-linear.ts';
import { det } from './det.ts';
import { dropout } from './dropout.ts';
import { dynamicQuantizeLinear } from './dynamic-quantize-linear.ts';
import { einsum } from './einsum.ts';
import { expand } from './expand.ts';
import { eyeLike } from './eye-like.ts';
import { flatten } from './flatten.ts';
import { isInf, isNan } from './float-tests.ts';
import { gather } from './gather.ts';
import { gatherElements } from './gather-elements.ts';
import { gatherNd } from './gather-nd.ts';
import { gelu } from './gelu.ts';
import { gemm } from './gemm.ts';
import { groupNormalization } from './group-normalization.ts';
import { identity } from './identity.ts';
import { ifOp } from './if.ts';
import { affineGrid, centerCropPad, gridSample, maxRoiPool, maxUnpool, roiAlign } from './image-sampling.ts';
import { instanceNormalization } from './instance-normalization.ts';
import { layerNormalization } from './layer-normalization.ts';
import { loop } from './loop.ts';
import { lrn } from './lrn.ts';
import { matMul, matMulInteger, qLinearMatMul } from './mat-mul.ts';
import { biasGelu, biasSoftmax, fastGelu, microsoftGelu, quickGelu } from './microsoft/fused-activations.ts';
import {
  groupQueryAttention,
  microsoftAttention,
  microsoftRotaryEmbedding,
  multiHeadAttention,
  qAttention,
} from './microsoft/fused-attention.ts';
import {
  dynamicQuantizeMatMul,
  fusedConv,
  fusedGemm,
  fusedMatMul,
  matMulIntegerToFloat,
  matMulNBits,
  qGemm,
} from './microsoft/fused-matrix.ts';
import {
  embedLayerNormalization,
  simplifiedLayerNormalization,
  skipLayerNormalization,
  skipSimplifiedLayerNormalization,
} from './microsoft/fused-normalization.ts';
import {
  microsoftDequantizeLinear,
  microsoftQLinearConv,
  microsoftQuantizeLinear,
  nhwcMaxPool,
  qLinearAdd,
  qLinearAveragePool,
  qLinearConcat,
  qLinearGlobalAveragePool,
  qLinearLeakyRelu,
  qLinearMul,
  qLinearSigmoid,
  qLinearSoftmax,
} from './microsoft/quantized.ts';
import { mod } from './mod.ts';
import { oneHot } from './one-hot.ts';
import type { OpSpec } from './op-spec.ts';
import { optional, optionalGetElement, optionalHasElement } from './optional.ts';
import { lpNormalization, meanVarianceNormalization, rmsNormalization } from './other-normalizations.ts';
import { pRelu } from './p-relu.ts';
import { pad } from './pad.ts';
import { averagePool, globalAveragePool, globalLpPool, globalMaxPool, lpPool, maxPool } from './pooling.ts';
import { quantizeLinear } from './quantize-linear.ts';
import { multinomial, randomGenerators } from './random.ts';
import { range } from './range.ts';
import { gru, lstm, rnn } from './recurrent.ts';
import { reductions } from './reduce.ts';
import { reshape } from './reshape.ts';
import { resize, upsample } from './resize.ts';
import { scan } from './scan.ts';
import { scatter, scatterElements, scatterNd } from './scatter.ts';
import {
  concatFromSequence,
  sequenceAt,
  sequenceConstruct,
  sequenceEmpty,
  sequenceErase,
  sequenceInsert,
  sequenceLength,
  splitToSequence,
} from './sequence.ts';
import { shape, size } from './shape.ts';
import { shrink } from './shrink.ts';
import { dft, melWeightMatrix, signalWindows, stft } from './signal.ts';
import { slice } from './slice.ts';
import { hardmax, logSoftmax, softmax } from './softmax.ts';
import { split } from './split.ts';
import { squeeze } from './squeeze.ts';
import { tile } from './tile.ts';
import { topK } from './top-k.ts';
import { transpose } from './transpose.ts';
import { trilu } from './trilu.ts';
import { unaryMath } from './unary-math.ts';
import { unsqueeze } from './unsqueeze.ts';
import { variadicMath } from './variadic-math.ts';
import { where } from './where.ts';

/** Every operator Lathe knows. An operator that is not here is opaque: kept, shown, exported, never touched. */
export const operators = [
  ...activations,
  argMax,
  argMin,
  attention,
  rotaryEmbedding,
  batchNormalization,
  ...binaryMath,
  bitShift,
  cast,
  castLike,
  clip,
  concat,
  constant,
  constantOfShape,
  conv,
  convInteger,
  deformConv,
  qLinearConv,
  convTranspose,
  cumSum,
  compress,
  nonMaxSuppression,
  nonZero,
  reverseSequence,
  unique,
  depthToSpace,
  spaceToDepth,
  dequantizeLinear,
  det,
  dropout,
  dynamicQuantizeLinear,
  einsum,
  expand,
  eyeLike,
  flatten,
  isInf,
  isNan,
  gather,
  gatherElements,
  gatherNd,
  gelu,
  gemm,
  groupNormalization,
  identity,
  ifOp,
  affineGrid,
  centerCropPad,
  gridSample,
  maxRoiPool,
  maxUnpool,
  roiAlign,
  instanceNormalization,
  layerNormalization,
  loop,
  lrn,
  matMul,
  matMulInteger,
  qLinearMatMul,
  mod,
  oneHot,
  optional,
  optionalGetElement,
  optionalHasElement,
  lpNormalization,
  meanVarianceNormalization,
  rmsNormalization,
  pRelu,
  pad,
  averagePool,
  globalAveragePool,
  globalLpPool,
  globalMaxPool,
  lpPool,
  maxPool,
  quantizeLinear,
  multinomial,
  ...randomGenerators,
  range,
  gru,
  lstm,
  rnn,
  ...reductions,
  reshape,
  resize,
  upsample,
  scan,
  scatter,
  scatterElements,
  scatterNd,
  concatFromSequence,
  sequenceAt,
  sequenceConstruct,
  sequenceEmpty,
  sequenceErase,
  sequenceInsert,
  sequenceLength,
  splitToSequence,
  shape,
  size,
  shrink,
  ...signalWindows,
  dft,
  melWeightMatrix,
  stft,
  slice,
  hardmax,
  logSoftmax,
  softmax,
  split,
  squeeze,
  tile,
  topK,
  transpose,
  trilu,
  ...unaryMath,
  unsqueeze,
  ...variadicMath,
  where,
  biasGelu,
  biasSoftmax,
  fastGelu,
  microsoftGelu,
  quickGelu,
  groupQueryAttention,
  microsoftAttention,
  microsoftRotaryEmbedding,
  multiHeadAttention,
  qAttention,
  dynamicQuantizeMatMul,
  fusedConv,
  fusedGemm,
  fusedMatMul,
  matMulIntegerToFloat,
  matMulNBits,
  qGemm,
  embedLayerNormalization,
  simplifiedLayerNormalization,
  skipLayerNormalization,
  skipSimplifiedLayerNormalization,
  microsoftDequantizeLinear,
  microsoftQLinearConv,
  microsoftQuantizeLinear,
  nhwcMaxPool,
  qLinearAdd,
  qLinearAveragePool,
  qLinearConcat,
  qLinearGlobalAveragePool,
  qLinearLeakyRelu,
  qLinearMul,
  qLinearSigmoid,
  qLinearSoftmax,
] as const;

type KnownSpec = (typeof operators)[number];

/** An operator as the text form writes it: 'Conv', or 'com.microsoft::FusedConv' outside ONNX's own domain. */
type NameOf<S> = S extends OpSpec<infer T, unknown, infer D> ? (D extends '' ? T : `${D}::${T}`) : never;

type SpecByName = { readonly [S in KnownSpec as NameOf<S>]: S };

/** 'Conv' | 'com.microsoft::FusedConv' | ... : the operators that rules can match with typed attributes. */
export type KnownOpType = keyof SpecByName;

export type SpecOf<T extends KnownOpType> = SpecByName[T];

/** The decoded attributes of a known operator. */
export type AttributesOf<T extends KnownOpType> = ReturnType<SpecOf<T>['decodeAttributes']>;

/** The formal input names of a known operator: 'X' | 'W' | 'B' for Conv. */
export type InputNameOf<T extends KnownOpType> = SpecOf<T>['inputs'][number];

const byDomain = new Map<string, Map<string, OpSpec>>();
for (const spec of operators) {
  const byType = byDomain.get(spec.domain) ?? new Map<string, OpSpec>();
  byDomain.set(spec.domain, byType.set(spec.type, spec as OpSpec));
}

/** The spec of a node's operator, or undefined for an opaque node. 'ai.onnx' is another name of the default domain. */
export const findOpSpec = ({ domain, opType }: Pick<Node, 'domain' | 'opType'>): OpSpec | undefined =>
  byDomain.get(domain === 'ai.onnx' ? '' : domain)?.get(opType);

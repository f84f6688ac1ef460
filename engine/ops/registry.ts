import type { Node } from '../ir/graph.ts';
import { activations } from './activations.ts';
import { batchNormalization } from './batch-normalization.ts';
import { binaryMath } from './binary-math.ts';
import { cast, castLike } from './cast.ts';
import { clip } from './clip.ts';
import { concat } from './concat.ts';
import { constant } from './constant.ts';
import { constantOfShape } from './constant-of-shape.ts';
import { conv } from './conv.ts';
import { convTranspose } from './conv-transpose.ts';
import { dequantizeLinear } from './dequantize-linear.ts';
import { dropout } from './dropout.ts';
import { dynamicQuantizeLinear } from './dynamic-quantize-linear.ts';
import { expand } from './expand.ts';
import { flatten } from './flatten.ts';
import { gather } from './gather.ts';
import { gelu } from './gelu.ts';
import { gemm } from './gemm.ts';
import { groupNormalization } from './group-normalization.ts';
import { identity } from './identity.ts';
import { instanceNormalization } from './instance-normalization.ts';
import { layerNormalization } from './layer-normalization.ts';
import { lrn } from './lrn.ts';
import { matMul, matMulInteger, qLinearMatMul } from './mat-mul.ts';
import type { OpSpec } from './op-spec.ts';
import { pRelu } from './p-relu.ts';
import { pad } from './pad.ts';
import { averagePool, globalAveragePool, globalLpPool, globalMaxPool, lpPool, maxPool } from './pooling.ts';
import { quantizeLinear } from './quantize-linear.ts';
import { range } from './range.ts';
import { reductions } from './reduce.ts';
import { reshape } from './reshape.ts';
import { shape, size } from './shape.ts';
import { slice } from './slice.ts';
import { hardmax, logSoftmax, softmax } from './softmax.ts';
import { split } from './split.ts';
import { squeeze } from './squeeze.ts';
import { transpose } from './transpose.ts';
import { unaryMath } from './unary-math.ts';
import { unsqueeze } from './unsqueeze.ts';
import { variadicMath } from './variadic-math.ts';
import { where } from './where.ts';

/** Every operator Lathe knows. An operator that is not here is opaque: kept, shown, exported, never touched. */
export const operators = [
  ...activations,
  batchNormalization,
  ...binaryMath,
  cast,
  castLike,
  clip,
  concat,
  constant,
  constantOfShape,
  conv,
  convTranspose,
  dequantizeLinear,
  dropout,
  dynamicQuantizeLinear,
  expand,
  flatten,
  gather,
  gelu,
  gemm,
  groupNormalization,
  identity,
  instanceNormalization,
  layerNormalization,
  lrn,
  matMul,
  matMulInteger,
  qLinearMatMul,
  pRelu,
  pad,
  averagePool,
  globalAveragePool,
  globalLpPool,
  globalMaxPool,
  lpPool,
  maxPool,
  quantizeLinear,
  range,
  ...reductions,
  reshape,
  shape,
  size,
  slice,
  hardmax,
  logSoftmax,
  softmax,
  split,
  squeeze,
  transpose,
  ...unaryMath,
  unsqueeze,
  ...variadicMath,
  where,
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

const byKey = new Map<string, OpSpec>(
  operators.map((spec): [string, OpSpec] => [`${spec.domain}:${spec.type}`, spec as OpSpec]),
);

/** The spec of a node's operator, or undefined for an opaque node. 'ai.onnx' is another name of the default domain. */
export const findOpSpec = (node: Pick<Node, 'domain' | 'opType'>): OpSpec | undefined =>
  byKey.get(`${node.domain === 'ai.onnx' ? '' : node.domain}:${node.opType}`);

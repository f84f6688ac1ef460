import { elementCountOf } from '../../ir/shape.ts';
import type { Tensor } from '../../ir/tensor.ts';
import type { MatchedNode } from './matched-node.ts';

/** Operators that are linear with weights and a bias of its own for every output channel: Y[c] = W[c] . X + B[c]. */
export const affineOperators = ['Conv', 'ConvTranspose', 'Gemm', 'BatchNormalization'] as const;

export type AffineNode = MatchedNode<(typeof affineOperators)[number]>;

/** The constants of such an operator. The channels are axis 1 of its output. */
export interface ChannelWeights {
  readonly weight: Tensor;
  readonly weightInput: 'W' | 'B' | 'scale';
  readonly bias: Tensor | undefined;
  readonly biasInput: 'B' | 'C';
  /** What the operator multiplies its bias by. */
  readonly biasFactor: number;
  readonly channelCount: number;
  /** Rank of the output, where it is known. */
  readonly rank: number | undefined;
  /** The output channel that an element of the weight belongs to. */
  channelOf(element: number): number;
}

/** Undefined where the weight is not constant. A bias that is not constant counts as none: ask `requireConstantWeights`. */
export function channelWeightsOf(matched: AffineNode): ChannelWeights | undefined {
  if (matched.is('Conv')) return ofConv(matched);
  if (matched.is('ConvTranspose')) return ofConvTranspose(matched);
  if (matched.is('Gemm')) return ofGemm(matched);
  return matched.is('BatchNormalization') ? ofBatchNormalization(matched) : undefined;
}

/** W [M, C/group, k...] */
function ofConv(conv: MatchedNode<'Conv'>): ChannelWeights | undefined {
  const weight = conv.constant('W');
  if (!weight) return undefined;
  const channelCount = weight.dims[0] ?? 0;
  const elementsPerChannel = elementCountOf(weight.dims.slice(1));
  return {
    weight,
    weightInput: 'W',
    bias: conv.constant('B'),
    biasInput: 'B',
    biasFactor: 1,
    channelCount,
    rank: weight.dims.length,
    channelOf: (element) => Math.floor(element / elementsPerChannel),
  };
}

/** W [C, M/group, k...]: a group of inputs reaches a group of outputs. */
function ofConvTranspose(conv: MatchedNode<'ConvTranspose'>): ChannelWeights | undefined {
  const weight = conv.constant('W');
  if (!weight) return undefined;
  const { group } = conv.attributes;
  const [inputCount = 0, outputsPerGroup = 0] = weight.dims;
  const inputsPerGroup = inputCount / group;
  const kernelSize = elementCountOf(weight.dims.slice(2));
  return {
    weight,
    weightInput: 'W',
    bias: conv.constant('B'),
    biasInput: 'B',
    biasFactor: 1,
    channelCount: outputsPerGroup * group,
    rank: weight.dims.length,
    channelOf: (element) => {
      const row = Math.floor(element / kernelSize);
      const input = Math.floor(row / outputsPerGroup);
      return Math.floor(input / inputsPerGroup) * outputsPerGroup + (row % outputsPerGroup);
    },
  };
}

/** B [K, N], or [N, K] with transB; C broadcasts to [M, N]. */
function ofGemm(gemm: MatchedNode<'Gemm'>): ChannelWeights | undefined {
  const weight = gemm.constant('B');
  if (!weight) return undefined;
  const { transB, beta } = gemm.attributes;
  const [rows = 0, columns = 0] = weight.dims;
  return {
    weight,
    weightInput: 'B',
    bias: gemm.constant('C'),
    biasInput: 'C',
    biasFactor: beta,
    channelCount: transB ? rows : columns,
    rank: 2,
    channelOf: (element) => (transB ? Math.floor(element / columns) : element % columns),
  };
}

/** scale [C], B [C]; the statistics stay as they are. */
function ofBatchNormalization(norm: MatchedNode<'BatchNormalization'>): ChannelWeights | undefined {
  const weight = norm.constant('scale');
  if (!weight) return undefined;
  return {
    weight,
    weightInput: 'scale',
    bias: norm.constant('B'),
    biasInput: 'B',
    biasFactor: 1,
    channelCount: weight.dims[0] ?? 0,
    rank: norm.outputShape?.length ?? norm.shape('X')?.length,
    channelOf: (element) => element,
  };
}

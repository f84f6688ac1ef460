import { carryBiasPastRelu } from '../passes/fusion/rules/carry-bias-past-relu.ts';
import { carryPointwiseBias } from '../passes/fusion/rules/carry-pointwise-bias.ts';
import { carryReluPastMaxPool } from '../passes/fusion/rules/carry-relu-past-max-pool.ts';
import { carryStemBias } from '../passes/fusion/rules/carry-stem-bias.ts';
import { fuseBiasIntoMatMul } from '../passes/fusion/rules/fuse-bias-into-mat-mul.ts';
import { fuseGelu } from '../passes/fusion/rules/fuse-gelu.ts';
import { fuseScaleIntoMatMul } from '../passes/fusion/rules/fuse-scale-into-mat-mul.ts';
import { fuseSilu } from '../passes/fusion/rules/fuse-silu.ts';
import { fuseSkipLayerNorm } from '../passes/fusion/rules/fuse-skip-layer-norm.ts';
import { fuseTransposeIntoMatMul } from '../passes/fusion/rules/fuse-transpose-into-mat-mul.ts';
import { lowerAveragePool } from '../passes/fusion/rules/lower-average-pool.ts';
import { lowerBiasToSub } from '../passes/fusion/rules/lower-bias-to-sub.ts';
import { lowerConcatToMax } from '../passes/fusion/rules/lower-concat-to-max.ts';
import { lowerConcatToSum } from '../passes/fusion/rules/lower-concat-to-sum.ts';
import { lowerGroupNorm } from '../passes/fusion/rules/lower-group-norm.ts';
import { lowerPackedAttention } from '../passes/fusion/rules/lower-packed-attention.ts';
import { lowerResidualConvToGemm } from '../passes/fusion/rules/lower-residual-conv-to-gemm.ts';
import { mergeParallelConvs } from '../passes/fusion/rules/merge-parallel-convs.ts';
import { mergeRelusAtConcat } from '../passes/fusion/rules/merge-relus-at-concat.ts';
import { mergeSiblingConvs } from '../passes/fusion/rules/merge-sibling-convs.ts';
import { mergeSiblingMatMuls } from '../passes/fusion/rules/merge-sibling-mat-muls.ts';
import { mergeTwinConvs } from '../passes/fusion/rules/merge-twin-convs.ts';
import { narrowAttentionMask } from '../passes/fusion/rules/narrow-attention-mask.ts';
import { transposeGemmWeights } from '../passes/fusion/rules/transpose-gemm-weights.ts';
import { cudaBfloat16Since } from './cuda-bfloat16.ts';
import { movesNoData } from './moves-no-data.ts';
import { refusesGemm } from './onnxruntime-gemm.ts';
import { onnxruntimeOperators } from './onnxruntime-operators.ts';
import type { Target } from './target.ts';

/**
 * The CUDA provider of ONNX Runtime with all its graph optimizations, as the graphs say that version 1.29 makes on an H100:
 * activations and skip connections after convolutions stay kernels of their own there.
 */
export const onnxruntimeCuda: Target = {
  name: 'onnxruntime-cuda',
  label: 'ONNX Runtime on CUDA',
  layerRules: [fuseBiasIntoMatMul, fuseGelu, fuseSilu, fuseSkipLayerNorm, fuseTransposeIntoMatMul, fuseScaleIntoMatMul],
  optionalRules: [
    ...onnxruntimeOperators,
    {
      rule: narrowAttentionMask,
      stage: 'vertical',
      isDefault: true,
      reason: 'Attention would stay in FP32 between conversions; of use in FP16 alone.',
      unsuitedFor: ['fp32', 'int8'],
    },
    {
      rule: lowerGroupNorm,
      stage: 'vertical',
      isDefault: true,
      reason: 'It has no kernel for it and spells it out in 29 steps; with InstanceNormalization there are 5.',
    },
    {
      rule: transposeGemmWeights,
      stage: 'vertical',
      isDefault: false,
      reason: 'A row times transposed weights is slow: GoogLeNet and Inception V3 gain 1.02x at batch 1 on an H200.',
    },
    {
      rule: lowerAveragePool,
      stage: 'vertical',
      isDefault: false,
      reason:
        'cuDNN averages channels-last tensors slowly: Inception V3 gains 1.05x at batch 1 on an H200, 1.52x at batch 32.',
    },
    {
      rule: mergeParallelConvs,
      stage: 'vertical',
      isDefault: false,
      reason:
        'Before lower-concat-to-max: GoogLeNet gains another 1.19x at batch 1 on an H200; wider kernels multiply zeros at larger batches.',
    },
    {
      rule: lowerConcatToSum,
      stage: 'vertical',
      isDefault: false,
      reason:
        'Biased 1x1 convolutions of many channels are slow: Inception V3 gains 1.02x at batch 1 on an H200, 1.09x with carry-pointwise-bias.',
    },
    {
      rule: lowerConcatToMax,
      stage: 'vertical',
      isDefault: false,
      reason:
        'A Concat of unequal parts copies four tables first: GoogLeNet is 1.18x as fast as with merge-sibling-convs and merge-relus-at-concat at batch 1 on an H200, Inception V3 as fast.',
    },
    {
      rule: mergeSiblingConvs,
      stage: 'horizontal',
      isDefault: false,
      reason:
        'Faster at batch 1 on an H200: GoogLeNet 1.17x, Inception V3 1.14x. Its Split costs more where lower-concat-to-max is on.',
    },
    {
      rule: mergeRelusAtConcat,
      stage: 'horizontal',
      isDefault: false,
      reason:
        'Behind merge-sibling-convs: Inception V3 and GoogLeNet gain 1.05-1.07x at batch 1 on an H200, 1.01-1.02x at batch 32.',
    },
    {
      rule: mergeTwinConvs,
      stage: 'horizontal',
      isDefault: false,
      reason:
        'Behind lower-concat-to-max; a Split of equal parts copies no tables: Inception V3 gains 1.03x at batch 1 on an H200.',
    },
    {
      rule: carryPointwiseBias,
      stage: 'horizontal',
      isDefault: false,
      reason: 'Behind lower-concat-to-sum: Inception V3 gains 1.06x at batch 1 on an H200.',
    },
    {
      rule: carryStemBias,
      stage: 'horizontal',
      isDefault: false,
      reason:
        'With fuse_conv_bias, cuDNN has no fast kernel for a biased convolution of 3 channels: ResNet-50 gains 1.21x at batch 32 on an H200.',
    },
    {
      rule: carryBiasPastRelu,
      stage: 'horizontal',
      isDefault: false,
      reason:
        'A bias is a kernel of its own here unless cuDNN fuses it, which is not always faster: let the tuner decide.',
    },
    {
      rule: mergeSiblingMatMuls,
      stage: 'horizontal',
      isDefault: false,
      reason: 'Not measured: let the tuner decide.',
    },
    {
      rule: lowerPackedAttention,
      stage: 'horizontal',
      isDefault: false,
      reason: 'Behind merge-sibling-mat-muls: 1.08x for BERT at batch 1 on an H200, 1.12x at batch 32.',
    },
    {
      rule: carryReluPastMaxPool,
      stage: 'concat',
      isDefault: false,
      reason:
        'In FP16 a Relu is a kernel of its own: ResNet-50 gains 1.02x at batch 32 on an H200. In FP32 the provider has it in the convolution.',
    },
    {
      rule: lowerResidualConvToGemm,
      stage: 'concat',
      isDefault: false,
      reason:
        'Behind carry-bias-past-relu, with prefer_nhwc: ResNet-50 gains 1.02x at batch 1 on an H200, 1.03x at batch 32.',
    },
    {
      rule: lowerBiasToSub,
      stage: 'concat',
      isDefault: false,
      reason:
        'Biases that cuDNN does not fuse are added by a slow kernel: ResNet-50 gains 1.02x at batch 1 on an H200.',
    },
  ],
  kernels: {
    conv: { what: 'Conv', functions: new Set() },
    residualConv: { what: 'Conv + Add', functions: new Set(), prefers: 'later' },
    convTranspose: { what: 'ConvTranspose', functions: new Set() },
    gemm: { what: 'Gemm', functions: new Set() },
    matMul: { what: 'MatMul + Add', functions: new Set(), refuses: refusesGemm },
    batchNorm: { what: 'BatchNormalization', functions: new Set() },
  },
  bfloat16Since: cudaBfloat16Since,
  readsSlices: false,
  isFree: movesNoData,
};

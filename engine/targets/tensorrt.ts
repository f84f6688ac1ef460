import { eliminateConcat } from '../passes/fusion/rules/eliminate-concat.ts';
import { fuseActivationIntoBatchNorm } from '../passes/fusion/rules/fuse-activation-into-batch-norm.ts';
import { fuseActivationIntoConv } from '../passes/fusion/rules/fuse-activation-into-conv.ts';
import { fuseActivationIntoGemm } from '../passes/fusion/rules/fuse-activation-into-gemm.ts';
import { fuseAttention } from '../passes/fusion/rules/fuse-attention.ts';
import { fuseBiasIntoMatMul } from '../passes/fusion/rules/fuse-bias-into-mat-mul.ts';
import { fuseGroupNorm } from '../passes/fusion/rules/fuse-group-norm.ts';
import { fusePointwise } from '../passes/fusion/rules/fuse-pointwise.ts';
import { fuseResidualAddIntoConv } from '../passes/fusion/rules/fuse-residual-add-into-conv.ts';
import { mergeSiblingConvs } from '../passes/fusion/rules/merge-sibling-convs.ts';
import { mergeSiblingMatMuls } from '../passes/fusion/rules/merge-sibling-mat-muls.ts';
import { cudaBfloat16Since } from './cuda-bfloat16.ts';
import { movesNoData } from './moves-no-data.ts';
import type { Target } from './target.ts';

/**
 * TensorRT, by its documented fusions and its builder's log: every layer is a prediction, since the builder is not asked.
 * Source: TensorRT documentation, "Layer Fusion Catalog".
 */
export const tensorrt: Target = {
  name: 'tensorrt',
  label: 'TensorRT',
  layerRules: [
    fuseResidualAddIntoConv,
    fuseActivationIntoConv,
    fuseActivationIntoBatchNorm,
    fuseAttention,
    fuseBiasIntoMatMul,
    fuseActivationIntoGemm,
    // Last: what no other kernel takes.
    fusePointwise,
  ],
  optionalRules: [
    {
      rule: mergeSiblingConvs,
      stage: 'horizontal',
      isDefault: true,
      reason: 'Its builder does so ("Merging layers: a || b").',
    },
    {
      rule: mergeSiblingMatMuls,
      stage: 'horizontal',
      isDefault: true,
      reason:
        'One wide product keeps more of the device busy than several narrow ones; NVIDIA’s own BERT packs queries, keys and values so.',
    },
    {
      rule: fuseGroupNorm,
      stage: 'vertical',
      isDefault: true,
      reason: 'It has a layer for it.',
    },
    {
      rule: eliminateConcat,
      stage: 'concat',
      isDefault: true,
      reason: 'Its builder does so ("Retargeting a to concat").',
    },
  ],
  kernels: {
    conv: { what: 'Conv', functions: new Set(['Relu', 'Clip', 'LeakyRelu', 'Gelu']) },
    residualConv: { what: 'Conv + Add', functions: new Set(['Relu', 'Clip', 'LeakyRelu', 'Gelu']), prefers: 'later' },
    convTranspose: { what: 'ConvTranspose', functions: new Set(['Relu', 'Clip', 'LeakyRelu']) },
    gemm: { what: 'Gemm', functions: new Set(['Relu', 'Clip', 'Gelu']) },
    matMul: { what: 'MatMul + Add', functions: new Set(['Relu', 'Clip', 'Gelu']) },
    batchNorm: {
      what: 'BatchNormalization',
      functions: new Set(['Relu', 'Clip', 'LeakyRelu', 'Sigmoid', 'Tanh', 'Elu']),
    },
  },
  bfloat16Since: cudaBfloat16Since,
  readsSlices: true,
  isFree: movesNoData,
};

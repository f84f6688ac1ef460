import { fuseActivationIntoConv } from '../passes/fusion/rules/fuse-activation-into-conv.ts';
import { fuseBiasIntoMatMul } from '../passes/fusion/rules/fuse-bias-into-mat-mul.ts';
import { fuseSilu } from '../passes/fusion/rules/fuse-silu.ts';
import { fuseSkipLayerNorm } from '../passes/fusion/rules/fuse-skip-layer-norm.ts';
import { lowerGroupNorm } from '../passes/fusion/rules/lower-group-norm.ts';
import { mergeSiblingConvs } from '../passes/fusion/rules/merge-sibling-convs.ts';
import { mergeSiblingMatMuls } from '../passes/fusion/rules/merge-sibling-mat-muls.ts';
import { movesNoData } from './moves-no-data.ts';
import { refusesGemm } from './onnxruntime-gemm.ts';
import type { Target } from './target.ts';

/**
 * The WebGPU provider of ONNX Runtime with all its graph optimizations, as the graphs say that version 1.29 makes. The
 * transposes to and from NHWC that it inserts at the edges are not predicted.
 */
export const onnxruntimeWebgpu: Target = {
  name: 'onnxruntime-webgpu',
  label: 'ONNX Runtime on WebGPU',
  layerRules: [fuseActivationIntoConv, fuseBiasIntoMatMul, fuseSilu, fuseSkipLayerNorm],
  optionalRules: [
    {
      rule: lowerGroupNorm,
      stage: 'vertical',
      isDefault: true,
      reason: 'It has no kernel for it and spells it out in 29 steps; with InstanceNormalization there are 5.',
    },
    { rule: mergeSiblingConvs, stage: 'horizontal', isDefault: false, reason: 'Not measured: let the tuner decide.' },
    { rule: mergeSiblingMatMuls, stage: 'horizontal', isDefault: false, reason: 'Not measured: let the tuner decide.' },
  ],
  kernels: {
    conv: { what: 'Conv', functions: new Set(['Relu', 'Sigmoid', 'Tanh', 'LeakyRelu', 'Clip', 'HardSigmoid']) },
    residualConv: { what: 'Conv + Add', functions: new Set(), prefers: 'later' },
    convTranspose: { what: 'ConvTranspose', functions: new Set() },
    gemm: { what: 'Gemm', functions: new Set() },
    matMul: { what: 'MatMul + Add', functions: new Set(), refuses: refusesGemm },
    batchNorm: { what: 'BatchNormalization', functions: new Set() },
  },
  readsSlices: false,
  isFree: movesNoData,
};

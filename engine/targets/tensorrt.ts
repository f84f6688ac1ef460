import { fuseActivationIntoConv } from '../passes/fusion/rules/fuse-activation-into-conv.ts';
import { fuseActivationIntoGemm } from '../passes/fusion/rules/fuse-activation-into-gemm.ts';
import { fuseBiasIntoMatMul } from '../passes/fusion/rules/fuse-bias-into-mat-mul.ts';
import { fuseResidualAddIntoConv } from '../passes/fusion/rules/fuse-residual-add-into-conv.ts';
import { movesNoData } from './moves-no-data.ts';
import type { Target } from './target.ts';

export const tensorrt: Target = {
  name: 'tensorrt',
  label: 'TensorRT',
  layerRules: [fuseResidualAddIntoConv, fuseActivationIntoConv, fuseBiasIntoMatMul, fuseActivationIntoGemm],
  optionalRules: [],
  kernels: {
    conv: { what: 'Conv', functions: new Set(['Relu', 'Clip', 'LeakyRelu', 'Gelu']) },
    residualConv: { what: 'Conv + Add', functions: new Set(['Relu', 'Clip', 'LeakyRelu', 'Gelu']) },
    convTranspose: { what: 'ConvTranspose', functions: new Set(['Relu', 'Clip', 'LeakyRelu']) },
    gemm: { what: 'Gemm', functions: new Set(['Relu', 'Clip', 'Gelu']) },
    matMul: { what: 'MatMul + Add', functions: new Set(['Relu', 'Clip', 'Gelu']) },
    batchNorm: {
      what: 'BatchNormalization',
      functions: new Set(['Relu', 'Clip', 'LeakyRelu', 'Sigmoid', 'Tanh', 'Elu']),
    },
  },
  isFree: movesNoData,
};

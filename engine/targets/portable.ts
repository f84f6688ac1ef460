import { mergeSiblingConvs } from '../passes/fusion/rules/merge-sibling-convs.ts';
import { mergeSiblingMatMuls } from '../passes/fusion/rules/merge-sibling-mat-muls.ts';
import { movesNoData } from './moves-no-data.ts';
import type { Kernel, Target } from './target.ts';

const none = (what: string): Kernel => ({ what, functions: new Set() });

/** Any runtime of standard ONNX: rewrites only, and every node is a step of its own. */
export const portable: Target = {
  name: 'portable',
  label: 'Portable ONNX',
  layerRules: [],
  optionalRules: [
    {
      rule: mergeSiblingConvs,
      stage: 'horizontal',
      isDefault: false,
      reason: 'Split may cost more than the merge saves: it depends on the runtime.',
    },
    {
      rule: mergeSiblingMatMuls,
      stage: 'horizontal',
      isDefault: false,
      reason: 'Split may cost more than the merge saves: it depends on the runtime.',
    },
  ],
  kernels: {
    conv: none('Conv'),
    residualConv: { ...none('Conv + Add'), prefers: 'later' },
    convTranspose: none('ConvTranspose'),
    gemm: none('Gemm'),
    matMul: none('MatMul + Add'),
    batchNorm: none('BatchNormalization'),
  },
  readsSlices: false,
  isFree: movesNoData,
};

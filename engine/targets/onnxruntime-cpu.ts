import type { Graph, Node, ValueId } from '../ir/graph.ts';
import { findProducer, findShape } from '../ir/query.ts';
import { isStatic } from '../ir/shape.ts';
import { conv as convSpec } from '../ops/conv.ts';
import { membersOf } from '../passes/fusion/layer-members.ts';
import { fuseActivationIntoConv } from '../passes/fusion/rules/fuse-activation-into-conv.ts';
import { fuseActivationIntoGemm } from '../passes/fusion/rules/fuse-activation-into-gemm.ts';
import { fuseBiasIntoMatMul } from '../passes/fusion/rules/fuse-bias-into-mat-mul.ts';
import { fuseGelu } from '../passes/fusion/rules/fuse-gelu.ts';
import { fuseResidualAddIntoConv } from '../passes/fusion/rules/fuse-residual-add-into-conv.ts';
import { fuseScaleIntoMatMul } from '../passes/fusion/rules/fuse-scale-into-mat-mul.ts';
import { fuseSilu } from '../passes/fusion/rules/fuse-silu.ts';
import { fuseSkipLayerNorm } from '../passes/fusion/rules/fuse-skip-layer-norm.ts';
import { fuseTransposeIntoMatMul } from '../passes/fusion/rules/fuse-transpose-into-mat-mul.ts';
import { lowerGroupNorm } from '../passes/fusion/rules/lower-group-norm.ts';
import { lowerLrn } from '../passes/fusion/rules/lower-lrn.ts';
import { mergeSiblingConvs } from '../passes/fusion/rules/merge-sibling-convs.ts';
import { mergeSiblingMatMuls } from '../passes/fusion/rules/merge-sibling-mat-muls.ts';
import { movesNoData } from './moves-no-data.ts';
import { refusesGemm } from './onnxruntime-gemm.ts';
import { onnxruntimeOperators } from './onnxruntime-operators.ts';
import type { Target } from './target.ts';

const gemmFunctions: ReadonlySet<string> = new Set([
  'Relu',
  'Sigmoid',
  'Tanh',
  'LeakyRelu',
  'HardSigmoid',
  'Elu',
  'Softplus',
  'Softsign',
  'Selu',
  'ThresholdedRelu',
]);

/**
 * The CPU provider of ONNX Runtime with all its graph optimizations. What is one kernel was read from the graphs that ONNX
 * Runtime 1.29 makes; the test beside this file compares them again. Reorders between its blocked layout and NCHW, which it
 * inserts at the edges, are not predicted.
 */
export const onnxruntimeCpu: Target = {
  name: 'onnxruntime-cpu',
  label: 'ONNX Runtime on the CPU',
  layerRules: [
    fuseResidualAddIntoConv,
    fuseActivationIntoConv,
    fuseBiasIntoMatMul,
    fuseActivationIntoGemm,
    fuseGelu,
    fuseSilu,
    fuseSkipLayerNorm,
    fuseTransposeIntoMatMul,
    fuseScaleIntoMatMul,
  ],
  optionalRules: [
    ...onnxruntimeOperators,
    {
      rule: lowerLrn,
      stage: 'vertical',
      isDefault: true,
      reason:
        'Its LRN computes a power per element: written out, GoogLeNet ran 1.5 times faster in FP32. Not for FP16 and INT8, whose range is too small for the squares that it makes explicit.',
      unsuitedFor: ['fp16', 'int8'],
    },
    {
      rule: lowerGroupNorm,
      stage: 'vertical',
      isDefault: true,
      reason: 'It has no kernel for it and spells it out in 29 steps; with InstanceNormalization there are 5.',
    },
    {
      rule: mergeSiblingConvs,
      stage: 'horizontal',
      isDefault: false,
      reason: 'Its convolutions are at peak already and Split leaves their layout: 2-3 % slower where measured.',
    },
    {
      rule: mergeSiblingMatMuls,
      stage: 'horizontal',
      isDefault: false,
      reason:
        'Products are at peak already: BERT with one product for queries, keys and values ran at 0.97 to 1.04 of its speed.',
    },
  ],
  kernels: {
    conv: { what: 'Conv', functions: new Set(['Relu', 'Sigmoid', 'Tanh', 'LeakyRelu', 'Clip', 'HardSigmoid']) },
    residualConv: {
      what: 'Conv + Add',
      functions: new Set(['Relu', 'Sigmoid', 'Tanh', 'HardSigmoid']),
      refuses: refusesResidual,
      prefers: 'first-operand',
    },
    convTranspose: { what: 'ConvTranspose', functions: new Set() },
    gemm: { what: 'Gemm', functions: gemmFunctions },
    matMul: { what: 'MatMul + Add', functions: gemmFunctions, refuses: refusesGemm },
    batchNorm: { what: 'BatchNormalization', functions: new Set() },
  },
  readsSlices: false,
  isFree: movesNoData,
};

/** Conv + Add is a kernel of the blocked layout (NCHWc), which both operands must have by then. */
function refusesResidual([conv, add]: readonly Node[], graph: Graph): string | undefined {
  if (!conv || !add) return undefined;
  const shape = findShape(graph, conv.outputs[0]);
  if (shape?.length !== 4) return 'Conv + Add is one kernel for images only';
  if (!isStatic(shape.slice(2))) return 'height and width are open; with fixed ones Conv + Add would be one kernel';
  if (!hasBlockedKernel(conv, graph)) return 'a convolution of several groups has no kernel with Add';
  const other = add.inputs.find((id) => id !== conv.outputs[0]);
  return isBlocked(graph, other) ? undefined : 'the other operand does not have the layout of convolutions';
}

function hasBlockedKernel(conv: Node, graph: Graph): boolean {
  const { group } = convSpec.decodeAttributes(conv.attributes, 1);
  const shape = findShape(graph, conv.outputs[0]);
  return shape?.length === 4 && (group === 1 || group === shape[1]);
}

const keepLayout: ReadonlySet<string> = new Set([
  'MaxPool',
  'AveragePool',
  'GlobalAveragePool',
  'GlobalMaxPool',
  'Relu',
  'Sigmoid',
  'Tanh',
  'HardSigmoid',
  'Gelu',
  'Add',
  'Mul',
]);

/** True for what convolutions make, and for what poolings and some functions of one element make of that. */
function isBlocked(graph: Graph, id: ValueId | undefined): boolean {
  const producer = id === undefined ? undefined : findProducer(graph, id);
  if (!producer) return false;
  const conv = membersOf(graph, producer).find((member) => member.opType === 'Conv');
  if (conv) return hasBlockedKernel(conv, graph);
  return keepLayout.has(producer.opType) && producer.inputs.every((input) => isBlocked(graph, input));
}

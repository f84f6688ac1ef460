import type { Node } from '../../ir/graph.ts';

/** What float16 means to ONNX's operators. Source: ONNX operator schemas, opset 25; ONNX Runtime's ContribOperators.md. */

const NEVER = Number.POSITIVE_INFINITY;

/** Operators with float32 inputs or outputs that know no float16, or only from an opset on. */
const float16Since: ReadonlyMap<string, number> = new Map([
  ['Celu', NEVER],
  ['ConvInteger', NEVER],
  ['CumSum', 14],
  ['DequantizeLinear', NEVER],
  ['DynamicQuantizeLinear', NEVER],
  ['IsInf', 20],
  ['MatMulInteger', NEVER],
  ['MelWeightMatrix', NEVER],
  ['NonMaxSuppression', NEVER],
  ['QLinearConv', NEVER],
  ['QLinearMatMul', NEVER],
  ['QuantizeLinear', NEVER],
  ['Range', NEVER],
  ['TfIdfVectorizer', NEVER],
]);

/** Operators that make random numbers: another precision would make other numbers of the same seed. */
const randomTypes: ReadonlySet<string> = new Set([
  'Bernoulli',
  'Multinomial',
  'RandomNormal',
  'RandomNormalLike',
  'RandomUniform',
  'RandomUniformLike',
]);

/** Operators whose output type is an attribute or another input: rewiring them gains nothing. */
const typedByOther: ReadonlySet<string> = new Set(['CastLike', 'EyeLike']);

/** ONNX Runtime's own operators that take float16 throughout. */
const microsoftTypes: ReadonlySet<string> = new Set([
  'Attention',
  'BiasGelu',
  'EmbedLayerNormalization',
  'FastGelu',
  'FusedConv',
  'FusedGemm',
  'FusedMatMul',
  'Gelu',
  'MultiHeadAttention',
  'QuickGelu',
  'RotaryEmbedding',
  'SkipLayerNormalization',
  'SkipSimplifiedLayerNormalization',
]);

/** Operators that lose accuracy in float16 where values are large, or sums long: kept in float32 on demand. */
export const rangeSensitiveOpTypes: ReadonlySet<string> = new Set([
  'Exp',
  'InstanceNormalization',
  'LayerNormalization',
  'LogSoftmax',
  'LpNormalization',
  'MeanVarianceNormalization',
  'Pow',
  'RMSNormalization',
  'ReduceL2',
  'ReduceLogSumExp',
  'ReduceMean',
  'ReduceSum',
  'ReduceSumSquare',
  'Reciprocal',
  'Softmax',
  'Softplus',
]);

/** Why a node keeps float32 whatever the kernels: what it makes would be something else. Undefined where it may change. */
export function requireSameNumbers({ domain, opType }: Node): string | undefined {
  if (domain !== '' && domain !== 'ai.onnx') return undefined;
  if (randomTypes.has(opType)) return 'its random numbers would be others';
  return typedByOther.has(opType) ? 'its type follows another tensor' : undefined;
}

/** Why a node's operator cannot run in float16; undefined where it can. */
export function requireFloat16Operator(node: Node, opset: number): string | undefined {
  const { domain, opType } = node;
  if (domain === 'com.microsoft' && microsoftTypes.has(opType)) return undefined;
  if (domain !== '' && domain !== 'ai.onnx') return `nothing is known of ${domain}::${opType} in float16`;
  const same = requireSameNumbers(node);
  if (same !== undefined) return same;
  const since = float16Since.get(opType);
  if (since === undefined || opset >= since) return undefined;
  return since === NEVER ? `${opType} knows no float16` : `${opType} knows float16 only from opset ${since} on`;
}

/** Inputs, by position, that are float32 whatever the data is: sizes and statistics. */
export function float32InputsOf({ domain, opType }: Node, opset: number): ReadonlySet<number> {
  if (domain !== '') return none;
  switch (opType) {
    // X, roi, scales; X, scales in opset 10.
    case 'Resize':
      return opset < 11 ? second : secondAndThird;
    case 'Upsample':
      return second;
    default:
      return none;
  }
}

const none: ReadonlySet<number> = new Set();
const second: ReadonlySet<number> = new Set([1]);
const secondAndThird: ReadonlySet<number> = new Set([1, 2]);

/** Operators that take tensors of any type and give none of it on. */
export const takesAnyType: ReadonlySet<string> = new Set(['Shape', 'Size']);

/** Operators that hand a value on, exactly or scaled: one beyond the range of 16 bits stays beyond it. */
export const passesMagnitudeOn: ReadonlySet<string> = new Set([
  'Abs',
  'Add',
  'Cast',
  'Concat',
  'Div',
  'Expand',
  'Flatten',
  'Gather',
  'Identity',
  'LeakyRelu',
  'Max',
  'MaxPool',
  'Min',
  'Mul',
  'Neg',
  'Pad',
  'Relu',
  'Reshape',
  'Slice',
  'Split',
  'Squeeze',
  'Sub',
  'Sum',
  'Tile',
  'Transpose',
  'Unsqueeze',
  'Where',
]);

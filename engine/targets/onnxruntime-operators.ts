import { lowerAttention } from '../passes/fusion/rules/lower-attention.ts';
import { lowerBiasGelu } from '../passes/fusion/rules/lower-bias-gelu.ts';
import { lowerEmbedLayerNorm } from '../passes/fusion/rules/lower-embed-layer-norm.ts';
import { lowerFastGelu } from '../passes/fusion/rules/lower-fast-gelu.ts';
import { lowerGelu } from '../passes/fusion/rules/lower-gelu.ts';
import { lowerQuickGelu } from '../passes/fusion/rules/lower-quick-gelu.ts';
import { lowerRmsNorm } from '../passes/fusion/rules/lower-rms-norm.ts';
import { lowerRotaryEmbedding } from '../passes/fusion/rules/lower-rotary-embedding.ts';
import { lowerSkipLayerNorm } from '../passes/fusion/rules/lower-skip-layer-norm.ts';
import { mergeSiblingGathers } from '../passes/fusion/rules/merge-sibling-gathers.ts';
import { integerPrecisions, type OptionalRule } from './target.ts';

const reason = 'ONNX Runtime has a kernel for it, which its own optimizer does not find in every exporter’s form.';

/** Operators of ONNX Runtime's own domain that stand for several of ONNX's: for the providers that have kernels for all of them. */
export const onnxruntimeOperators: readonly OptionalRule[] = [
  {
    rule: lowerAttention,
    stage: 'vertical',
    isDefault: true,
    reason: `${reason} Not for INT8, whose products it would hide.`,
    unsuitedFor: integerPrecisions,
  },
  { rule: lowerRotaryEmbedding, stage: 'vertical', isDefault: true, reason },
  { rule: mergeSiblingGathers, stage: 'vertical', isDefault: true, reason: 'Its own optimizer does so.' },
  ...[
    lowerRmsNorm,
    lowerGelu,
    lowerFastGelu,
    lowerQuickGelu,
    lowerBiasGelu,
    lowerEmbedLayerNorm,
    lowerSkipLayerNorm,
  ].map(
    (rule): OptionalRule => ({
      rule,
      stage: 'vertical',
      isDefault: true,
      reason: `${reason} Not for INT8, whose kernels add biases themselves.`,
      unsuitedFor: integerPrecisions,
    }),
  ),
];

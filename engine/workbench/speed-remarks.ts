import type { Speedup } from '../benchmark/speedup.ts';
import type { VariantKind } from '../report/report.ts';
import type { ProcessorInstructions } from '../runtime/processor.ts';
import type { ProviderName } from '../runtime/session.ts';

/** What a variant ran on. */
export interface SpeedContext {
  readonly provider: ProviderName;
  readonly instructions: ProcessorInstructions;
  /** What its profile says, where there is one. */
  readonly cause?: string | undefined;
}

/** Says plainly where a variant is slower than the original, with the usual cause. */
export function speedRemarks(
  kind: VariantKind,
  { ratio, isConclusive }: Speedup,
  context: SpeedContext,
): readonly string[] {
  if (kind === 'original' || ratio >= 1 || !isConclusive) return [];
  return [`Slower than the original here (${ratio.toFixed(2)}x). ${context.cause ?? usualCause(kind, context)}`];
}

function usualCause(kind: Exclude<VariantKind, 'original'>, { provider, instructions }: SpeedContext): string {
  switch (kind) {
    case 'fp32':
      return 'The rewrites do not pay off on this provider; keep the original.';
    case 'fp16':
      return provider === 'cpu'
        ? 'A CPU computes FP16 models in FP32 and converts on the way; their gain is the file size.'
        : 'The usual cause is work that is too small for the device, or operators that it only has in FP32.';
    case 'bf16':
      return 'The usual cause is work that is too small for the device, or operators that it only has in FP32.';
    case 'mixed':
      return 'What was chosen was faster when it was searched; measure again on a quiet machine, or keep FP32.';
    case 'int8': {
      if (provider !== 'cpu') {
        return 'The usual cause is a provider without integer kernels for these operators: it converts to FP32 and back.';
      }
      const lacksDotProducts =
        instructions.status === 'known' && !instructions.vnni && !instructions.amx && !instructions.armDotProduct;
      const processor = lacksDotProducts ? ', and this processor has no 8-bit dot products' : '';
      return `Converting between FP32 and INT8 costs more than the integer kernels save${processor}.`;
    }
    case 'int8-dynamic':
      return provider === 'cpu'
        ? 'Finding the range of every activation costs more than the integer products save: they are too small, or too few.'
        : 'This provider has no kernels that quantize at run time, so that the CPU runs them; use FP16, or INT8 with calibration.';
    case 'int4':
      return 'Weights of 4 bits are unpacked while they are used. They pay off in size and memory, and in speed only where a run has few rows.';
  }
}

import type { Speedup } from '../benchmark/speedup.ts';
import type { VariantKind } from '../report/report.ts';
import type { ProcessorInstructions } from '../runtime/processor.ts';

/** Says plainly where a variant is slower than the original, with the usual cause where that is known. */
export function speedRemarks(
  kind: VariantKind,
  { ratio, isConclusive }: Speedup,
  instructions: ProcessorInstructions,
): readonly string[] {
  if (kind === 'original' || ratio >= 1 || !isConclusive) return [];
  const slower = `Slower than the original here (${ratio.toFixed(2)}x).`;
  switch (kind) {
    case 'fp16':
      return [`${slower} A CPU computes FP16 models in FP32 and converts on the way; their gain is the file size.`];
    case 'int8': {
      const lacksDotProducts =
        instructions.status === 'known' && !instructions.vnni && !instructions.amx && !instructions.armDotProduct;
      return [
        `${slower} Converting between FP32 and INT8 costs more than the integer kernels save${lacksDotProducts ? ', and this processor has no 8-bit dot products' : ''}.`,
      ];
    }
    case 'fp32':
      return [`${slower} The rewrites do not pay off on this provider; keep the original.`];
  }
}

import type { CompareRequest } from '../../api/contract.ts';
import type { BenchmarkResult } from '../../benchmark/benchmark.ts';
import { WorkbenchError } from '../../errors.ts';
import type { QuantizationExplanation } from '../../report/explanation.ts';
import type { VariantKind } from '../../report/report.ts';
import { type BuiltVariant, variantLabels } from '../variant-builder.ts';
import { type ExplainServices, explainQuantized } from './explain-quantized.ts';

/**
 * Explains every quantized variant of a comparison. What cannot be explained, because the provider shows no graph of its own or
 * the model does not run, is left out: its figures say so.
 */
export async function explainVariants(
  built: readonly BuiltVariant[],
  { provider, shapes, calibration }: CompareRequest,
  { variants }: BenchmarkResult,
  services: ExplainServices,
): Promise<ReadonlyMap<VariantKind, QuantizationExplanation>> {
  const explanations = new Map<VariantKind, QuantizationExplanation>();
  for (const { kind, quantization } of built) {
    const outcome = variants.find(({ id }) => id === variantLabels[kind]);
    if (!quantization || outcome?.status !== 'measured') continue;
    const onProgress: ExplainServices['onProgress'] = (progress) =>
      services.onProgress({ ...progress, stage: `Explaining ${variantLabels[kind]}` });
    const options = { provider, shapes, calibration, speedup: outcome.speedup };
    try {
      explanations.set(kind, await explainQuantized(quantization, options, { ...services, onProgress }));
    } catch (error) {
      if (!(error instanceof WorkbenchError)) throw error;
    }
  }
  return explanations;
}

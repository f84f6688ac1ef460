import type { ModelOutcome } from '../accuracy/evaluate.ts';
import type { VariantOutcome } from '../benchmark/benchmark.ts';
import type { WorkbenchError } from '../errors.ts';
import type { QuantizationExplanation } from '../report/explanation.ts';
import type { LayerProfile } from '../report/layer-profile.ts';
import type { VariantFigures, VariantKind, VariantReport } from '../report/report.ts';
import { type SpeedContext, speedRemarks } from './speed-remarks.ts';
import { type BuiltVariant, variantLabels } from './variant-builder.ts';

/** What was measured of one variant, and what its figures are to be read against. */
export interface Measurements {
  readonly timing: VariantOutcome;
  readonly accuracy: ModelOutcome | undefined;
  readonly peakGflops: number | undefined;
  /** Sentences on how far its figures can be trusted. */
  readonly notes: readonly string[];
  readonly context: SpeedContext;
  readonly explanation?: QuantizationExplanation | undefined;
  readonly layers?: LayerProfile | undefined;
}

/** A variant's figures and remarks; without timing there are no figures. */
export function toVariantReport(built: BuiltVariant, measurements: Measurements): VariantReport {
  const { kind } = built;
  const { timing, accuracy, peakGflops, notes, context, explanation, layers } = measurements;
  if (timing.status === 'failed') return failedVariant(kind, timing.error);
  const { latencyMs, throughput, gflops, loadMs, peakBytes, baselineBytes, peakDeviceBytes, power, speedup } = timing;
  const figures: VariantFigures = {
    latencyMs,
    durationsMs: Array.from(timing.durationsMs),
    throughput,
    loadMs,
    peakHostBytes: peakBytes,
    baselineHostBytes: baselineBytes,
    sizeBytes: built.sizeBytes,
    ...(peakDeviceBytes !== undefined && { peakDeviceBytes }),
    ...(gflops !== undefined && { gflops }),
    ...(gflops !== undefined && peakGflops !== undefined && { peakShare: gflops / peakGflops }),
    ...(speedup && { speedup: speedup.ratio, ...(speedup.interval && { speedupInterval: speedup.interval }) }),
    ...(power && { watts: power.watts, samplesPerJoule: power.samplesPerJoule }),
    ...(layers && { layers }),
    ...(accuracy?.status === 'evaluated' && {
      accuracy: accuracy.figures,
      ...(accuracy.answers && { answers: accuracy.answers }),
    }),
  };
  const remarks = [
    ...built.remarks,
    ...notes,
    ...(accuracy?.status === 'failed' ? [`Accuracy was not measured: ${accuracy.error.message}`] : []),
    ...(speedup ? speedRemarks(kind, speedup, { ...context, cause: explanation?.cause }) : []),
  ];
  return {
    kind,
    label: variantLabels[kind],
    outcome: { status: 'measured', figures },
    remarks,
    ...(built.mixed && { mixed: built.mixed }),
    ...(explanation && { explanation }),
  };
}

export function failedVariant(kind: VariantKind, { code, message }: WorkbenchError): VariantReport {
  return { kind, label: variantLabels[kind], outcome: { status: 'failed', code, message }, remarks: [] };
}

import { type Evaluation, evaluate } from '../accuracy/evaluate.ts';
import type { CompareRequest, MixedSpec } from '../api/contract.ts';
import { type BenchmarkProgress, type BenchmarkResult, benchmark } from '../benchmark/benchmark.ts';
import type { PeakOptions } from '../benchmark/peak.ts';
import { findPowerMeter } from '../benchmark/power.ts';
import type { MachinePeaks } from '../benchmark/roofline.ts';
import { type Diagnostic, invariant, WorkbenchError } from '../errors.ts';
import { formatBytes } from '../report/format-number.ts';
import type { LayerProfile } from '../report/layer-profile.ts';
import type { CompareReport, Conditions, VariantKind, VariantReport } from '../report/report.ts';
import { deviceOf } from '../runtime/device-words.ts';
import type { Machine } from '../runtime/providers.ts';
import type { ProviderName, SessionFactory } from '../runtime/session.ts';
import { targetForProvider } from '../targets/targets.ts';
import { explainVariants } from './explain/explain-variants.ts';
import { flopsPerRun } from './flops.ts';
import type { JobContext } from './job.ts';
import { profileLayers } from './layer-profile.ts';
import type { LoadedModel } from './load-model.ts';
import { type OpenedData, openData } from './open-data.ts';
import { findPeaks, type PeakStore } from './peak-file.ts';
import { sessionPortsOf } from './session-ports.ts';
import { settle } from './settle.ts';
import { type BuiltVariant, type VariantBuilder, variantLabels } from './variant-builder.ts';
import { failedVariant, toVariantReport } from './variant-report.ts';

export interface CompareServices {
  readonly builder: VariantBuilder;
  readonly factory: SessionFactory;
  readonly machine: Machine;
  readonly job: JobContext;
  /** Peaks measured before; kept by the caller, since they are the machine's. */
  readonly peaks: PeakStore;
}

/** Shares of the whole job by stage, for progress; building INT8 includes its calibration. */
const SHARE = { build: 0.3, evaluate: 0.3, measure: 0.3, profile: 0.1 } as const;

const MINIMUM_MS = 3000;

interface Building {
  readonly kind: VariantKind;
  readonly result: BuiltVariant | WorkbenchError;
}

/**
 * Builds variants of a model and measures all of them: accuracy, then latency, throughput, efficiency and memory in turns.
 * The original is always among them, as the baseline. A variant that cannot be built or run is reported as failed.
 * Errors: AbortError; data.*; those of resolveInputDims; those of the original.
 */
export async function compareVariants(
  loaded: LoadedModel,
  request: CompareRequest,
  services: CompareServices,
): Promise<CompareReport> {
  const { provider, threads, batch, shapes } = request;
  // What a request can get wrong is found out first, and what data can get wrong before anything is timed.
  const flopsOfRun = flopsPerRun(loaded.frozen, { batch, shapes });
  const data = await openData(request.data ?? 'random', sessionPortsOf(loaded.frozen), {
    signal: services.job.signal,
    shapes,
  });
  const buildings = await buildAll(request, services);
  const built = buildings.flatMap(({ result }) => (result instanceof WorkbenchError ? [] : [result]));
  const evaluated = await assess(data, provider, built, services);
  const benchmarked = await measure(request, built, flopsOfRun, services);
  const peaks = await peaksOf({ provider, threads }, services);
  const explanations = await explainVariants(built, request, benchmarked, {
    factory: services.factory,
    folder: services.builder.folder,
    signal: services.job.signal,
    onProgress: (progress) =>
      services.job.progress({ ...progress, fraction: SHARE.build + SHARE.evaluate + SHARE.measure }),
  });
  const layers = await profileVariants(loaded, request, built, benchmarked, services);
  const calibration = built.find((variant) => variant.calibration !== undefined)?.calibration;
  const toReport = (variant: BuiltVariant): VariantReport => {
    const id = variantLabels[variant.kind];
    const timing = benchmarked.variants.find((outcome) => outcome.id === id);
    invariant(timing, `${id} was built and neither measured nor failed`);
    return toVariantReport(variant, {
      timing,
      accuracy: evaluated.models.find(({ label }) => label === id),
      peakGflops: peaks?.arithmetic.float32?.gflops,
      notes: [
        ...benchmarked.diagnostics.filter(({ place }) => place === id),
        // About the data or the model itself: told once, beside the baseline.
        ...(variant.kind === 'original' ? evaluated.diagnostics : []),
      ].map(({ message }: Diagnostic) => message),
      context: { provider, instructions: services.machine.processor.instructions },
      explanation: explanations.get(variant.kind),
      layers: layers.get(variant.kind),
    });
  };
  return {
    model: loaded.name,
    conditions: {
      ...conditionsOf(benchmarked, services.machine),
      ...(request.data && { data: data.description }),
      ...(calibration !== undefined && { calibration }),
      ...(loaded.weights === 'random' && { weights: 'random' }),
    },
    ...(peaks && { peaks }),
    variants: buildings.map(({ kind, result }) =>
      result instanceof WorkbenchError ? failedVariant(kind, result) : toReport(result),
    ),
  };
}

function conditionsOf(
  { provider, threads, batch, streams, runCount, roundCount }: BenchmarkResult,
  machine: Machine,
): Conditions {
  return {
    provider,
    device: deviceOf(machine, provider),
    threads,
    batch,
    streams,
    runCount,
    roundCount,
    onnxruntimeVersion: machine.onnxruntimeVersion,
    measuredAt: new Date().toISOString(),
  };
}

async function buildAll(request: CompareRequest, { builder, job }: CompareServices): Promise<readonly Building[]> {
  const kinds = [...new Set<VariantKind>(['original', ...request.variants])];
  const buildings: Building[] = [];
  for (const [index, kind] of kinds.entries()) {
    const onProgress: JobContext['progress'] = (progress) =>
      job.progress({ ...progress, fraction: (SHARE.build * (index + progress.fraction)) / kinds.length });
    const result = await settle(() =>
      builder.build(kind, request.calibration, {
        signal: job.signal,
        shapes: request.shapes,
        target: request.target ?? targetForProvider(request.provider),
        switches: request,
        measure: request,
        mixed: mixedOf(request),
        onProgress,
      }),
    );
    const outcome = result instanceof WorkbenchError ? result.message : `built, ${formatBytes(result.sizeBytes)}`;
    job.log(`${variantLabels[kind]}: ${outcome}`);
    buildings.push({ kind, result });
  }
  return buildings;
}

/** What judges the comparison judges the search as well, unless something else was asked for. */
const mixedOf = ({ mixed, data }: CompareRequest): MixedSpec | undefined =>
  mixed && { ...mixed, data: mixed.data ?? data };

async function assess(
  { dataset, preprocess, labelOffset, limit }: OpenedData,
  provider: ProviderName,
  built: readonly BuiltVariant[],
  { factory, job }: CompareServices,
): Promise<Evaluation> {
  // Accuracy does not depend on threads; all of the processor shortens the wait.
  const session = { provider, threads: 0, graphOptimization: 'all' } as const;
  return evaluate(
    built.map(({ kind, source }) => ({ label: variantLabels[kind], source, session })),
    dataset,
    preprocess,
    {
      factory,
      labelOffset,
      limit,
      signal: job.signal,
      onProgress: ({ doneCount, totalCount }) =>
        job.progress({
          stage: 'Measuring accuracy',
          fraction: SHARE.build + (SHARE.evaluate * doneCount) / totalCount,
          doneCount,
          totalCount,
          unit: 'samples',
        }),
    },
  );
}

function measure(
  { provider, threads, batch, runCount, shapes }: CompareRequest,
  built: readonly BuiltVariant[],
  flopsOfRun: number | undefined,
  { factory, job }: CompareServices,
): Promise<BenchmarkResult> {
  return benchmark(
    built.map(({ kind, source, sizeBytes }) => ({
      id: variantLabels[kind],
      source,
      sizeBytes,
      ...(flopsOfRun !== undefined && { flopsPerRun: flopsOfRun }),
    })),
    { provider, threads, batch, shapes, budget: { kind: 'at-least', runCount, durationMs: MINIMUM_MS } },
    {
      factory,
      signal: job.signal,
      startPowerMeter: findPowerMeter(provider),
      onProgress: ({ stage, variantId, doneCount, totalCount, unit }) => {
        const done = stage === 'measuring' ? doneCount / Math.max(1, totalCount) : 0;
        job.progress({
          stage: `${stageTexts[stage]} ${variantId}`,
          fraction: SHARE.build + SHARE.evaluate + SHARE.measure * done,
          doneCount,
          totalCount,
          unit,
        });
      },
    },
  );
}

const stageTexts: Readonly<Record<BenchmarkProgress['stage'], string>> = {
  loading: 'Loading',
  'warming-up': 'Warming up',
  measuring: 'Measuring',
  weighing: 'Measuring the power of',
  streaming: 'Measuring streams of',
};

/** Where the time of every measured variant goes, by layer. A variant that cannot be profiled has figures without layers. */
async function profileVariants(
  { frozen }: LoadedModel,
  { provider, threads, batch, shapes }: CompareRequest,
  built: readonly BuiltVariant[],
  { variants }: BenchmarkResult,
  { factory, job }: CompareServices,
): Promise<ReadonlyMap<VariantKind, LayerProfile>> {
  const profiles = new Map<VariantKind, LayerProfile>();
  for (const [index, { kind, model }] of built.entries()) {
    const label = variantLabels[kind];
    if (variants.find(({ id }) => id === label)?.status !== 'measured') continue;
    const onProgress: JobContext['progress'] = (progress) =>
      job.progress({
        ...progress,
        stage: `Profiling ${label}`,
        fraction: 1 - SHARE.profile * (1 - (index + progress.fraction) / built.length),
      });
    const services = { factory, signal: job.signal, onProgress };
    const profile = await settle(() => profileLayers(model, frozen, { provider, threads, batch, shapes }, services));
    if (profile && !(profile instanceof WorkbenchError)) profiles.set(kind, profile);
  }
  return profiles;
}

/** The machine's peaks, or undefined where they cannot be measured or kept: then no share of them is shown. */
async function peaksOf(
  options: PeakOptions,
  { factory, job, peaks }: CompareServices,
): Promise<MachinePeaks | undefined> {
  const onProgress = () =>
    job.progress({
      stage: 'Measuring the peaks of this machine',
      fraction: SHARE.build + SHARE.evaluate + SHARE.measure,
      doneCount: 0,
      totalCount: 1,
      unit: 'runs',
    });
  const found = await settle(() => findPeaks(options, { factory, store: peaks, signal: job.signal, onProgress }));
  return found instanceof WorkbenchError ? undefined : found;
}

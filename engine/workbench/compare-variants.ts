import { evaluate, type ModelOutcome } from '../accuracy/evaluate.ts';
import type { CompareRequest } from '../api/contract.ts';
import {
  type BenchmarkProgress,
  type BenchmarkResult,
  benchmark,
  type VariantOutcome,
} from '../benchmark/benchmark.ts';
import { measurePeak, type PeakGflops } from '../benchmark/peak.ts';
import { isAbort, WorkbenchError } from '../errors.ts';
import { formatBytes } from '../report/format-number.ts';
import type { CompareReport, Conditions, VariantFigures, VariantKind, VariantReport } from '../report/report.ts';
import type { Machine } from '../runtime/providers.ts';
import type { SessionFactory, SessionOptions } from '../runtime/session.ts';
import { flopsPerRun } from './flops.ts';
import type { JobContext } from './job.ts';
import type { LoadedModel } from './load-model.ts';
import { openData } from './open-data.ts';
import { sessionPortsOf } from './session-ports.ts';
import { speedRemarks } from './speed-remarks.ts';
import { type BuiltVariant, type VariantBuilder, variantLabels } from './variant-builder.ts';

export interface CompareServices {
  readonly builder: VariantBuilder;
  readonly factory: SessionFactory;
  readonly machine: Machine;
  readonly job: JobContext;
}

/** Shares of the whole job by stage, for progress; building INT8 includes its calibration. */
const SHARE = { build: 0.3, measure: 0.4, evaluate: 0.3 } as const;

const MINIMUM_MS = 3000;

type MeasuredOutcome = Extract<VariantOutcome, { readonly status: 'measured' }>;

interface Building {
  readonly kind: VariantKind;
  readonly result: BuiltVariant | WorkbenchError;
}

/**
 * Builds variants of a model and measures all of them in turns: latency, throughput, efficiency, memory, then accuracy.
 * The original is always among them, as the baseline. A variant that cannot be built or run is reported as failed.
 * Errors: AbortError; those of the original.
 */
export async function compareVariants(
  loaded: LoadedModel,
  request: CompareRequest,
  services: CompareServices,
): Promise<CompareReport> {
  const { machine } = services;
  const buildings = await buildAll(request, services);
  const built = buildings.flatMap(({ result }) => (result instanceof WorkbenchError ? [] : [result]));
  const measured = await measure(loaded, request, built, services);
  const peak = await findPeak(request, services);
  const accuracy = await assess(loaded, request, built, services);
  const calibration = built.find(({ kind }) => kind === 'int8')?.calibration;
  const conditions: Conditions = {
    provider: request.provider,
    device: machine.processor.name,
    threads: request.threads,
    batch: measured.batch,
    streams: measured.streams,
    runCount: measured.runCount,
    roundCount: measured.roundCount,
    onnxruntimeVersion: machine.onnxruntimeVersion,
    measuredAt: new Date().toISOString(),
    data: accuracy.description,
    ...(calibration !== undefined && { calibration }),
  };
  const variants = buildings.map(({ kind, result }) => {
    if (result instanceof WorkbenchError) return failed(kind, result);
    const timing = measured.variants.find(({ id }) => id === variantLabels[kind]);
    if (!timing || timing.status === 'failed') return failed(kind, timing?.error);
    const notes = measured.diagnostics
      .filter(({ place }) => place === variantLabels[kind])
      .map(({ message }) => message);
    return toReport(result, timing, { accuracy: accuracy.models.get(kind), peakGflops: peak?.gflops, notes, machine });
  });
  return { model: loaded.name, conditions, variants };
}

async function buildAll(request: CompareRequest, { builder, job }: CompareServices): Promise<readonly Building[]> {
  const kinds: readonly VariantKind[] = ['original', ...request.variants.filter((kind) => kind !== 'original')];
  const buildings: Building[] = [];
  for (const [index, kind] of kinds.entries()) {
    const onProgress: JobContext['progress'] = (progress) =>
      job.progress({ ...progress, fraction: (SHARE.build * (index + progress.fraction)) / kinds.length });
    const result = await settle(() =>
      builder.build(kind, request.calibration, { signal: job.signal, shapes: request.shapes, onProgress }),
    );
    job.log(
      `${variantLabels[kind]}: ${result instanceof WorkbenchError ? result.message : `built, ${formatBytes(result.sizeBytes)}`}`,
    );
    buildings.push({ kind, result });
  }
  return buildings;
}

function measure(
  loaded: LoadedModel,
  request: CompareRequest,
  built: readonly BuiltVariant[],
  { factory, job }: CompareServices,
): Promise<BenchmarkResult> {
  const { provider, threads, batch, runCount, shapes } = request;
  const flops = flopsPerRun(loaded.frozen, { batch, shapes });
  return benchmark(
    built.map(({ kind, source, sizeBytes }) => ({
      id: variantLabels[kind],
      source,
      sizeBytes,
      ...(flops !== undefined && { flopsPerRun: flops }),
    })),
    { provider, threads, batch, shapes, budget: { kind: 'at-least', runCount, durationMs: MINIMUM_MS } },
    {
      factory,
      signal: job.signal,
      onProgress: ({ stage, variantId, doneCount, totalCount, unit }) => {
        const done = stage === 'measuring' ? doneCount / Math.max(1, totalCount) : 0;
        job.progress({
          stage: `${stageTexts[stage]} ${variantId}`,
          fraction: SHARE.build + SHARE.measure * done,
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
  streaming: 'Measuring streams of',
};

/** The machine's peak, or undefined where it cannot be measured: then no share of it is shown. */
async function findPeak(
  { provider, threads }: CompareRequest,
  { factory, job }: CompareServices,
): Promise<PeakGflops | undefined> {
  job.progress({
    stage: 'Measuring the peak of this machine',
    fraction: SHARE.build + SHARE.measure,
    doneCount: 0,
    totalCount: 1,
    unit: 'runs',
  });
  const peak = await settle(() => measurePeak({ provider, threads }, { factory, signal: job.signal }));
  return peak instanceof WorkbenchError ? undefined : peak;
}

async function assess(
  loaded: LoadedModel,
  request: CompareRequest,
  built: readonly BuiltVariant[],
  { factory, job }: CompareServices,
): Promise<{ readonly models: ReadonlyMap<VariantKind, ModelOutcome>; readonly description: string }> {
  const data = await openData(request.data ?? 'random', sessionPortsOf(loaded.frozen), {
    signal: job.signal,
    shapes: request.shapes,
  });
  // Accuracy does not depend on threads; all of the processor shortens the wait.
  const session: SessionOptions = { provider: request.provider, threads: 0, graphOptimization: 'all' };
  const evaluation = await evaluate(
    built.map(({ kind, source }) => ({ label: kind, source, session })),
    data.dataset,
    data.preprocess,
    {
      factory,
      labelOffset: data.labelOffset,
      limit: data.limit,
      signal: job.signal,
      onProgress: ({ doneCount, totalCount }) =>
        job.progress({
          stage: 'Measuring accuracy',
          fraction: SHARE.build + SHARE.measure + (SHARE.evaluate * doneCount) / totalCount,
          doneCount,
          totalCount,
          unit: 'samples',
        }),
    },
  );
  const models = new Map(built.flatMap(({ kind }, index) => entryOf(kind, evaluation.models[index])));
  return { models, description: data.description };
}

const entryOf = (kind: VariantKind, outcome: ModelOutcome | undefined): readonly [VariantKind, ModelOutcome][] =>
  outcome ? [[kind, outcome]] : [];

interface Evidence {
  readonly accuracy: ModelOutcome | undefined;
  readonly peakGflops: number | undefined;
  readonly notes: readonly string[];
  readonly machine: Machine;
}

function toReport(
  built: BuiltVariant,
  timing: MeasuredOutcome,
  { accuracy, peakGflops, notes, machine }: Evidence,
): VariantReport {
  const { kind } = built;
  const { latencyMs, throughput, gflops, loadMs, peakBytes, baselineBytes, speedup } = timing;
  const figures: VariantFigures = {
    latencyMs,
    durationsMs: Array.from(timing.durationsMs),
    throughput,
    loadMs,
    peakHostBytes: peakBytes,
    baselineHostBytes: baselineBytes,
    sizeBytes: built.sizeBytes,
    ...(gflops !== undefined && { gflops }),
    ...(gflops !== undefined && peakGflops !== undefined && { peakShare: gflops / peakGflops }),
    ...(speedup && { speedup: speedup.ratio, ...(speedup.interval && { speedupInterval: speedup.interval }) }),
    ...(accuracy?.status === 'evaluated' && {
      accuracy: { ...accuracy.figures, ...(accuracy.top1Interval && { top1Interval: accuracy.top1Interval }) },
    }),
  };
  const remarks = [
    ...built.remarks,
    ...notes,
    ...(accuracy?.status === 'failed' ? [`Accuracy was not measured: ${accuracy.error.message}`] : []),
    ...(speedup ? speedRemarks(kind, speedup, machine.processor.instructions) : []),
  ];
  return { kind, label: variantLabels[kind], outcome: { status: 'measured', figures }, remarks };
}

function failed(kind: VariantKind, error: WorkbenchError | undefined): VariantReport {
  const { code = 'benchmark.not-measured', message = 'It was not measured.' } = error ?? {};
  return { kind, label: variantLabels[kind], outcome: { status: 'failed', code, message }, remarks: [] };
}

/** The result, or the WorkbenchError that took its place. Everything else is thrown on. */
async function settle<T>(work: () => Promise<T>): Promise<T | WorkbenchError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WorkbenchError && !isAbort(error)) return error;
    throw error;
  }
}

import type { ModelId, RaceRequest } from '../api/contract.ts';
import { type BenchmarkResult, type BenchmarkVariant, benchmark, type VariantOutcome } from '../benchmark/benchmark.ts';
import { resolveInputDims } from '../benchmark/input-dims.ts';
import { invariant, WorkbenchError } from '../errors.ts';
import type { KnownAccuracy, RacedModel, RaceFigures, RaceReport } from '../report/race-report.ts';
import { deviceOf } from '../runtime/device-words.ts';
import type { Machine } from '../runtime/providers.ts';
import type { SessionFactory } from '../runtime/session.ts';
import { targetForProvider } from '../targets/targets.ts';
import { flopsPerRun } from './flops.ts';
import type { JobContext } from './job.ts';
import type { LoadedModel } from './load-model.ts';
import { sessionPortsOf } from './session-ports.ts';
import { settle } from './settle.ts';
import type { VariantBuilder } from './variant-builder.ts';

/** A model that takes part, with the dims of what it leaves open. */
export interface RaceEntry {
  readonly modelId: ModelId;
  readonly loaded: LoadedModel;
  readonly builder: VariantBuilder;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly accuracy?: KnownAccuracy | undefined;
}

export interface RaceServices {
  readonly factory: SessionFactory;
  readonly machine: Machine;
  readonly job: JobContext;
}

/** A model that can run as asked for. */
interface Starter extends BenchmarkVariant {
  readonly batch: number;
}

type Conditions = Pick<RaceRequest, 'provider' | 'threads' | 'batch' | 'runCount'>;

const BUILD_SHARE = 0.1;
const MINIMUM_MS = 3000;

/**
 * Measures different models against each other, each as its file has it: by turns, with the same provider, threads and batch, on random
 * inputs. The first that can be prepared is the baseline. A model that cannot run so is reported as failed, and the others go on; where it is
 * the baseline, there are no ratios.
 * Errors: AbortError; those of the first model where none can run.
 */
export async function raceModels(
  entries: readonly RaceEntry[],
  conditions: Conditions,
  services: RaceServices,
): Promise<RaceReport> {
  const { job, machine } = services;
  const names = uniqueNames(entries.map(({ loaded }) => loaded.name));
  const prepared: (Starter | WorkbenchError)[] = [];
  for (const [index, entry] of entries.entries()) {
    const name = names[index] ?? entry.loaded.name;
    const starter = await settle(() => prepare(entry, name, conditions, services));
    job.log(starter instanceof WorkbenchError ? `${name}: ${starter.message}` : `${name}: ready`);
    job.progress({
      stage: 'Preparing',
      fraction: (BUILD_SHARE * (index + 1)) / entries.length,
      doneCount: index + 1,
      totalCount: entries.length,
      unit: 'models',
    });
    prepared.push(starter);
  }
  const starters = prepared.flatMap((starter) => (starter instanceof WorkbenchError ? [] : [starter]));
  const [baseline] = starters;
  if (!baseline) throw prepared.find((starter) => starter instanceof WorkbenchError);
  const result = await run(starters, conditions, services);
  const { provider, threads, streams, runCount, roundCount } = result;
  return {
    conditions: {
      provider,
      device: deviceOf(machine, provider),
      threads,
      batch: conditions.batch,
      streams,
      runCount,
      roundCount,
      onnxruntimeVersion: machine.onnxruntimeVersion,
      measuredAt: new Date().toISOString(),
    },
    baseline: baseline.id,
    models: entries.map((entry, index): RacedModel => {
      const { modelId, loaded, accuracy } = entry;
      const starter = prepared[index];
      invariant(starter, `${loaded.name} was not prepared`);
      return {
        modelId,
        name: names[index] ?? loaded.name,
        ...(starter instanceof WorkbenchError
          ? { outcome: failed(starter), remarks: [] }
          : { outcome: toOutcome(starter, baseline, result), remarks: remarksOn(loaded, starter, baseline, result) }),
        ...(accuracy && { accuracy }),
      };
    }),
  };
}

async function prepare(
  { loaded, builder, shapes }: RaceEntry,
  id: string,
  { provider, batch: asked }: Conditions,
  { job }: RaceServices,
): Promise<Starter> {
  const { batch } = resolveInputDims(sessionPortsOf(loaded.frozen), { batch: asked, shapes });
  const flops = flopsPerRun(loaded.frozen, { batch: asked, shapes });
  const target = targetForProvider(provider);
  const { source, sizeBytes } = await builder.build('original', undefined, {
    target,
    signal: job.signal,
    onProgress: () => {},
  });
  return { id, source, sizeBytes, batch, shapes, ...(flops !== undefined && { flopsPerRun: flops }) };
}

const run = (
  starters: readonly Starter[],
  { provider, threads, batch, runCount }: Conditions,
  { factory, job }: RaceServices,
): Promise<BenchmarkResult> =>
  benchmark(
    starters,
    { provider, threads, batch, budget: { kind: 'at-least', runCount, durationMs: MINIMUM_MS } },
    {
      factory,
      signal: job.signal,
      onProgress: ({ stage, variantId, doneCount, totalCount, unit }) => {
        const share = stage === 'measuring' ? doneCount / Math.max(1, totalCount) : 0;
        const verb = stage === 'measuring' ? 'Measuring' : stage === 'loading' ? 'Loading' : 'Warming up';
        job.progress({
          stage: `${verb} ${variantId}`,
          fraction: BUILD_SHARE + (1 - BUILD_SHARE) * share,
          doneCount,
          totalCount,
          unit,
        });
      },
    },
  );

const failed = ({ code, message }: WorkbenchError) => ({ status: 'failed', code, message }) as const;

const outcomeOf = ({ id }: Starter, { variants }: BenchmarkResult): VariantOutcome => {
  const outcome = variants.find((candidate) => candidate.id === id);
  invariant(outcome, `${id} was neither measured nor failed`);
  return outcome;
};

function toOutcome(starter: Starter, baseline: Starter, result: BenchmarkResult): RacedModel['outcome'] {
  const outcome = outcomeOf(starter, result);
  if (outcome.status === 'failed') return failed(outcome.error);
  const { latencyMs, throughput, gflops, peakBytes, speedup } = outcome;
  const figures: RaceFigures = {
    batch: starter.batch,
    latencyMs,
    throughput,
    peakHostBytes: peakBytes,
    ...(gflops !== undefined && { gflops }),
    ...(speedup &&
      starter.batch === baseline.batch && {
        speedup: speedup.ratio,
        isConclusive: speedup.isConclusive,
        ...(speedup.interval && { speedupInterval: speedup.interval }),
      }),
  };
  return { status: 'measured', figures };
}

function remarksOn(
  { weights }: LoadedModel,
  { id, batch }: Starter,
  baseline: Starter,
  result: BenchmarkResult,
): readonly string[] {
  const isComparable = batch === baseline.batch;
  const isRunning = outcomeOf(baseline, result).status === 'measured';
  return [
    ...(isRunning || id !== baseline.id
      ? []
      : [`${id} does not run, so that nothing is compared with it. Leave it out.`]),
    ...(isComparable
      ? []
      : [`${id} takes ${batch} samples in a run and ${baseline.id} ${baseline.batch}: compare their throughput.`]),
    ...(weights === 'random' ? [`The weights of ${id} are made up: its speed is real, its answers mean nothing.`] : []),
    ...result.diagnostics
      .filter(({ place, code }) => place === id && (isComparable || code !== 'benchmark.inconclusive'))
      .map(({ message }) => message),
  ];
}

/** Files of the same name are told apart by numbers. */
function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let count = 2; taken.has(unique); count++) unique = `${name} (${count})`;
    taken.add(unique);
    return unique;
  });
}

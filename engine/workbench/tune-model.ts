import type { TuneRequest } from '../api/contract.ts';
import type { BenchmarkProgress } from '../benchmark/benchmark.ts';
import { resolveInputDims } from '../benchmark/input-dims.ts';
import type { TuneCandidate, TuneReport } from '../report/tune-report.ts';
import { deviceOf } from '../runtime/device-words.ts';
import type { Machine } from '../runtime/providers.ts';
import type { SessionFactory } from '../runtime/session.ts';
import type { Precision } from '../targets/target.ts';
import { targetForProvider } from '../targets/targets.ts';
import { changesOf, formatsFor } from '../tuner/candidates.ts';
import type { Plan } from '../tuner/plan.ts';
import { search } from '../tuner/search.ts';
import { type TimingCache, type TimingScope, withCache } from '../tuner/timing-cache.ts';
import { assessPlans } from './assess-plans.ts';
import { samplesOf } from './calibration-samples.ts';
import type { CalibrationStore } from './calibration-store.ts';
import type { JobContext } from './job.ts';
import { type LoadedModel, withShapes } from './load-model.ts';
import { type OpenedData, openData } from './open-data.ts';
import { PlanBuilder } from './plan-builder.ts';
import { racePlans, toRaceOutcomes } from './race-plans.ts';
import { sessionPortsOf } from './session-ports.ts';
import { VariantBuilder, variantLabels } from './variant-builder.ts';

export interface TuneServices {
  readonly factory: SessionFactory;
  readonly machine: Machine;
  readonly job: JobContext;
  /** Where models are built; the caller's to delete. */
  readonly folder: string;
  readonly cache: TimingCache;
  /** Calibrations of earlier builds. */
  readonly calibrations?: CalibrationStore;
  readonly scope: TimingScope;
  /** Hears of the report whenever more is known, with what builds its models: what holds when the search is stopped. */
  readonly onReport: (tuned: TunedModel) => void;
}

/** A report, and what builds the models of its plans. */
export interface TunedModel {
  readonly report: TuneReport;
  readonly builder: PlanBuilder;
  /** Dims of every input. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
}

/**
 * Searches the fastest plan of a model within an accuracy budget, by measuring. Every model of it has its dims fixed.
 * Errors: those of resolveInputDims; data.*; those of the model as it came; AbortError.
 */
export async function tuneModel(
  loaded: LoadedModel,
  request: TuneRequest,
  services: TuneServices,
): Promise<TunedModel> {
  const { job, factory, machine } = services;
  const { signal } = job;
  const { provider, batch } = request;
  const { dimsByInput } = resolveInputDims(sessionPortsOf(loaded.frozen), { batch, shapes: request.shapes });
  const shapes = Object.fromEntries(dimsByInput);
  const fixed = withShapes(loaded, shapes);
  const judged = await openJudge(request, fixed, shapes, signal);
  const input = inputPlanOf(request);
  const clock = new Clock(request.timeLimitMs);
  const progress = (stage: string, doneCount: number, totalCount: number, unit: string) =>
    job.progress({ stage, fraction: clock.share(), doneCount, totalCount, unit });
  const builder = new PlanBuilder({
    builder: new VariantBuilder(fixed, {
      folder: services.folder,
      factory,
      ...(services.calibrations && { calibrations: services.calibrations }),
    }),
    calibration: request.calibration,
    signal,
    onProgress: ({ stage, doneCount, totalCount, unit }) => progress(stage, doneCount, totalCount, unit),
  });
  const formats = formatsOf(request);
  const remarks = [
    ...(loaded.weights === 'random' ? [randomWeightsRemark] : []),
    ...leftOutRemarks(request, formats),
    ...judged.remarks,
  ];
  let timed = { runCount: 0, roundCount: 0 };
  const tell = (candidates: readonly TuneCandidate[], state: TuneReport['state'], best: string): TunedModel => {
    const report: TuneReport = {
      model: loaded.name,
      conditions: {
        provider,
        device: deviceOf(machine, provider),
        threads: input.session.threads,
        batch,
        streams: 1,
        ...timed,
        onnxruntimeVersion: machine.onnxruntimeVersion,
        measuredAt: new Date().toISOString(),
        ...(judged.data.description !== 'random inputs' && { data: judged.data.description }),
        ...(loaded.weights === 'random' && { weights: 'random' }),
      },
      budget: { maximumDrop: request.maximumDrop },
      state,
      candidates,
      best,
      remarks,
    };
    job.partial({ kind: 'tune', report });
    const tuned = { report, builder, shapes };
    services.onReport(tuned);
    return tuned;
  };
  const { candidates, best, ranOutOfTime, idleChanges } = await search(
    {
      input,
      starts: formats.map((format) => ({ ...input, format, shapes })),
      budget: { maximumDrop: request.maximumDrop },
      changesOf: ({ plan, built }) =>
        changesOf(plan, {
          processor: machine.processor,
          operators: built.operators,
          threads: request.threads === undefined ? 'free' : 'fixed',
        }),
    },
    {
      describe: (plan) => builder.describe(plan),
      build: (plan) => builder.build(plan),
      race: withCache(
        async (entrants, thoroughness) => {
          const options = { provider, threads: input.session.threads, batch, shapes };
          const onProgress = ({ stage, variantId, doneCount, totalCount, unit }: BenchmarkProgress) =>
            progress(`${raceWords[thoroughness]}: ${stageWords[stage]} ${variantId}`, doneCount, totalCount, unit);
          const result = await racePlans(entrants, thoroughness, options, { factory, signal, onProgress });
          timed = { runCount: result.runCount, roundCount: result.roundCount };
          return toRaceOutcomes(result);
        },
        services.cache,
        services.scope,
      ),
      assess: (entrants) =>
        assessPlans(entrants, judged.data, {
          factory,
          signal,
          onProgress: ({ doneCount, totalCount }) => progress('Measuring accuracy', doneCount, totalCount, 'samples'),
        }),
      isOutOfTime: () => clock.isOver(),
      onCandidates: (sofar) => tell(sofar, 'running', bestSoFar(sofar)),
    },
  );
  if (idleChanges.length > 0) remarks.push(`Nothing to do in this model: ${idleChanges.join(', ')}.`);
  return tell(candidates, ranOutOfTime ? 'out-of-time' : 'finished', best);
}

/** Those that were asked for, of those that there are. */
function formatsOf({ provider, calibration, formats }: TuneRequest): readonly Precision[] {
  const possible = formatsFor({ provider, canCalibrate: calibration !== undefined });
  return formats ? possible.filter((format) => formats.includes(format)) : possible;
}

function leftOutRemarks({ provider, formats = [] }: TuneRequest, tried: readonly Precision[]): readonly string[] {
  const isTried = new Set<string>(tried);
  const leftOut = formats.filter((format) => !isTried.has(format)).map((format) => variantLabels[format]);
  if (leftOut.length === 0) return [];
  return [`Not tried, for want of kernels of ${provider} or of calibration data: ${leftOut.join(', ')}.`];
}

const randomWeightsRemark = 'The weights are random: speed and size are real, accuracy means nothing.';

const raceWords = { screening: 'Screening', confirmation: 'Confirming' } as const;

const stageWords: Readonly<Record<BenchmarkProgress['stage'], string>> = {
  loading: 'loading',
  'warming-up': 'warming up',
  measuring: 'measuring',
  weighing: 'Measuring the power of',
  streaming: 'streams of',
};

/** The model as it came, as any user of the runtime's Node binding would run it. */
const inputPlanOf = ({ provider, target, threads = 0, batch }: TuneRequest): Plan => ({
  format: 'original',
  rewrite: { target: target ?? targetForProvider(provider), disabledRules: [], enabledRules: [] },
  session: { provider, threads, graphOptimization: 'all' },
  shapes: {},
  batch,
  streams: 1,
});

/** The fastest of those that nothing speaks against yet; screenings are enough for that. */
function bestSoFar(candidates: readonly TuneCandidate[]): string {
  const running = candidates.filter(({ verdict }) => verdict === 'open' || verdict === 'kept');
  const speedOf = ({ speed }: TuneCandidate) => speed?.speedup ?? 0;
  const [fastest] = running.filter(({ accuracy }) => accuracy).toSorted((a, b) => speedOf(b) - speedOf(a));
  return (fastest && speedOf(fastest) > 1 ? fastest : candidates[0])?.id ?? '';
}

interface Judge {
  readonly data: OpenedData;
  readonly remarks: readonly string[];
}

/** What plans are judged by: evaluation data, or else calibration data, or else random inputs, which judge nothing. */
async function openJudge(
  { data, calibration }: TuneRequest,
  { frozen }: LoadedModel,
  shapes: Readonly<Record<string, readonly number[]>>,
  signal: AbortSignal,
): Promise<Judge> {
  const options = { signal, shapes };
  const ports = sessionPortsOf(frozen);
  const remarks: string[] = [];
  if (calibration?.data === 'random') {
    remarks.push('INT8 was calibrated with random data: good for measuring speed, not valid for accuracy.');
  }
  if (data) return { data: await openData(data, ports, options), remarks };
  const samples = samplesOf(calibration);
  if (samples) {
    remarks.push(
      'Accuracy was judged on the calibration data, for want of other data: INT8 looks better there than it is.',
    );
    return { data: await openData(samples, ports, options), remarks };
  }
  remarks.push('There was no evaluation data: accuracy was not judged, only whether results are numbers.');
  return { data: await openData('random', ports, options), remarks };
}

class Clock {
  private readonly startedAt = performance.now();

  constructor(private readonly limitMs: number) {}

  /** How much of the time is over; the search may be done sooner. */
  share(): number {
    return Math.min(0.99, (performance.now() - this.startedAt) / this.limitMs);
  }

  isOver(): boolean {
    return performance.now() - this.startedAt > this.limitMs;
  }
}

import { type Diagnostic, invariant, type WorkbenchError } from '../errors.ts';
import type { PowerMeter } from '../runtime/nvidia-power.ts';
import type {
  GraphOptimizationLevel,
  ModelSource,
  ProviderName,
  SessionFactory,
  SessionOptions,
} from '../runtime/session.ts';
import { Contest } from './contest.ts';
import { type FeedOptions, randomFeeds } from './feeds.ts';
import { diagnose, diagnoseLoad, type Figures, toFigures } from './figures.ts';
import { type LoadReading, otherLoad, readLoad } from './other-load.ts';
import { measurePower, type PowerFigures } from './power.ts';
import { type Racer, race } from './race.ts';
import { defaultRunBudget, type RunBudget } from './run-budget.ts';
import { measureStreams } from './streams.ts';
import { warmUp } from './warm-up.ts';

/** A model to measure. The first of several is the baseline of the others. */
export interface BenchmarkVariant {
  /** Names it in progress and results; unique. */
  readonly id: string;
  readonly source: ModelSource;
  /** The model file with its external data. */
  readonly sizeBytes: number;
  /** Floating-point operations of one run over the whole batch, 2 per multiply-accumulate; absent where unknown. */
  readonly flopsPerRun?: number;
  /** Dims of its own open inputs, where they are not those of the others. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  /** What this variant's session has of its own. */
  readonly session?: Partial<SessionOptions>;
}

export interface BenchmarkOptions extends FeedOptions {
  readonly provider: ProviderName;
  readonly threads: number;
  /** 'all' when absent. */
  readonly graphOptimization?: GraphOptimizationLevel;
  /** At least 30 runs and 3 s per variant when absent; see RunBudget. */
  readonly budget?: RunBudget;
  /** Sessions of one variant that run at the same time when throughput is measured; 1 when absent. */
  readonly streams?: number;
}

export interface BenchmarkEnvironment {
  readonly factory: SessionFactory;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BenchmarkProgress) => void;
  /** Reads the power of the device; power is not measured where it is absent. */
  readonly startPowerMeter?: (() => PowerMeter) | undefined;
}

export interface BenchmarkProgress {
  readonly stage: 'loading' | 'warming-up' | 'measuring' | 'weighing' | 'streaming';
  readonly variantId: string;
  readonly doneCount: number;
  readonly totalCount: number;
  readonly unit: 'variants' | 'runs';
}

export type VariantOutcome =
  | ({ readonly status: 'measured'; readonly id: string } & Figures)
  | { readonly status: 'failed'; readonly id: string; readonly error: WorkbenchError };

export interface BenchmarkResult {
  readonly provider: ProviderName;
  readonly threads: number;
  readonly streams: number;
  /** Samples in one run. */
  readonly batch: number;
  /** Timed runs of the variant that had the fewest, and the interleaved rounds they came in. */
  readonly runCount: number;
  readonly roundCount: number;
  /** In the order of the request. */
  readonly variants: readonly VariantOutcome[];
  /** Share of all processors that other programs took during the timed runs; absent where the system does not tell. */
  readonly otherLoad?: number;
  /** Where noise or the limits of the budget weaken a figure. `place` is the variant's id. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Measures variants of a model against each other. All are loaded at once, each in a process of its own, and run by turns:
 * in every round each variant runs one block of timed runs, in an order that turns round every time (race.ts).
 * A variant that does not load, or that fails or crashes on the way, is reported as failed and the others go on.
 * Cancelling rejects with an AbortError. Errors: those of randomFeeds, for they are about the request.
 */
export async function benchmark(
  variants: readonly BenchmarkVariant[],
  options: BenchmarkOptions,
  environment: BenchmarkEnvironment,
): Promise<BenchmarkResult> {
  invariant(variants.length > 0, 'There is nothing to measure');
  const contest = new Contest(options, environment);
  try {
    const racers = await enter(contest, variants, options);
    const before = await loadOf(contest, racers);
    await race(contest, racers, options.budget ?? defaultRunBudget);
    const after = await loadOf(contest, racers);
    const others = before && after && otherLoad(before, after);
    const figures = await conclude(contest, racers, options, variants[0]?.id);
    const measured = racers.filter(({ variant }) => figures.has(variant.id));
    return {
      provider: options.provider,
      threads: options.threads,
      streams: options.streams ?? 1,
      batch: racers[0]?.batch ?? options.batch ?? 1,
      runCount: measured.length > 0 ? Math.min(...measured.map(({ runCount }) => runCount)) : 0,
      roundCount: measured[0]?.blocks.length ?? 0,
      variants: variants.map(({ id }) => toOutcome(id, figures.get(id), contest.failures.get(id))),
      ...(others !== undefined && { otherLoad: others }),
      diagnostics: [...diagnoseLoad(others, measured[0]), ...diagnose(measured, figures)],
    };
  } finally {
    await contest.close();
  }
}

/** Processor time up to now; undefined where some runner is gone or does not tell: what it did is unknown then. */
async function loadOf(contest: Contest, racers: readonly Racer[]): Promise<LoadReading | undefined> {
  if (contest.failures.size > 0) return undefined;
  let runnersMs = 0;
  for (const { variant, session } of racers) {
    const memory = await contest.attempt(variant.id, () => session.memory());
    if (memory?.processorMs === undefined) return undefined;
    runnersMs += memory.processorMs;
  }
  return readLoad(runnersMs);
}

/** Loads every variant, one after the other so that load times do not disturb each other, then warms them up. */
async function enter(
  contest: Contest,
  variants: readonly BenchmarkVariant[],
  options: BenchmarkOptions,
): Promise<readonly Racer[]> {
  const racers: Racer[] = [];
  for (const [doneCount, variant] of variants.entries()) {
    contest.report({
      stage: 'loading',
      variantId: variant.id,
      doneCount,
      totalCount: variants.length,
      unit: 'variants',
    });
    const session = await contest.attempt(variant.id, () => contest.open(variant));
    if (!session) continue;
    const { shapes = options.shapes } = variant;
    const { feeds, batch } = randomFeeds(session.inputs, { ...options, ...(shapes && { shapes }) });
    racers.push({ variant, session, feeds, batch, latencyMs: 0, blocks: [], runCount: 0, timedMs: 0 });
  }
  for (const [doneCount, racer] of racers.entries()) {
    const { id } = racer.variant;
    contest.report({ stage: 'warming-up', variantId: id, doneCount, totalCount: racers.length, unit: 'variants' });
    racer.latencyMs = (await contest.attempt(id, () => warmUp(racer.session, racer.feeds, contest.signal))) ?? 0;
  }
  return racers;
}

/** What is measured after the race: power, peak memory, concurrent streams. Figures of every variant that got this far. */
async function conclude(
  contest: Contest,
  racers: readonly Racer[],
  options: BenchmarkOptions,
  baselineId: string | undefined,
): Promise<ReadonlyMap<string, Figures>> {
  const { streams = 1 } = options;
  const ends = new Map<Racer, Parameters<typeof toFigures>[1]>();
  for (const [doneCount, racer] of contest.remaining(racers).entries()) {
    const { id } = racer.variant;
    const end = await contest.attempt(id, async () => {
      const power = await powerOf(contest, racer);
      const memory = await racer.session.memory();
      if (streams === 1) return { memory, power };
      contest.report({ stage: 'streaming', variantId: id, doneCount, totalCount: racers.length, unit: 'variants' });
      return { memory, power, streamThroughput: await measureStreams(contest, racer, streams) };
    });
    if (end) ends.set(racer, end);
  }
  const baseline = [...ends.keys()].find(({ variant }) => variant.id === baselineId);
  return new Map([...ends].map(([racer, end]) => [racer.variant.id, toFigures(racer, end, baseline)]));
}

/** Undefined where the device does not report its power. One stream. */
async function powerOf(contest: Contest, racer: Racer): Promise<PowerFigures | undefined> {
  const { startPowerMeter, signal } = contest;
  if (!startPowerMeter) return undefined;
  contest.report({ stage: 'weighing', variantId: racer.variant.id, doneCount: 0, totalCount: 1, unit: 'runs' });
  return measurePower(racer.session, { ...racer, signal }, startPowerMeter);
}

function toOutcome(id: string, figures: Figures | undefined, error: WorkbenchError | undefined): VariantOutcome {
  if (error) return { status: 'failed', id, error };
  invariant(figures, `Variant ${id} neither failed nor has figures`);
  return { status: 'measured', id, ...figures };
}

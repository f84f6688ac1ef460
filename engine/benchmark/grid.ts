import { WorkbenchError } from '../errors.ts';
import type { BackendName, ModelSource, Session, SessionFactory, SessionOptions } from '../runtime/session.ts';
import { fixedBatch } from './errors.ts';
import { type RandomFeeds, randomFeeds } from './feeds.ts';
import { type ShapeOptions, shapesForBatch } from './input-dims.ts';
import { percentile } from './statistics.ts';
import { runStreams, type StreamWork } from './streams.ts';
import { warmUp } from './warm-up.ts';

/** A batch size, and the model that runs it: the same for all where the batch is open, one for each where it is fixed. */
export interface GridBatch {
  readonly batch: number;
  readonly source: ModelSource;
}

export interface GridOptions {
  readonly session: SessionOptions;
  /** Numbers of sessions that run at the same time, in ascending order. */
  readonly streams: readonly number[];
  readonly shapes?: ShapeOptions['shapes'];
  /** How long each cell is measured; 1 s when absent. */
  readonly windowMs?: number;
}

export interface GridEnvironment {
  readonly factory: SessionFactory;
  readonly signal?: AbortSignal;
  /** Hears of each cell as it is done. */
  readonly onCell?: (cell: GridMeasurement, doneCount: number, totalCount: number) => void;
}

export interface GridMeasurement {
  readonly batch: number;
  readonly streams: number;
  readonly outcome:
    | {
        readonly status: 'measured';
        readonly throughput: number;
        readonly latencyMs: { readonly p50: number; readonly p90: number; readonly p99: number };
        readonly runCount: number;
        /** What drove ONNX Runtime, and why that is not what was asked for. */
        readonly backend: BackendName;
        readonly fallback?: string;
      }
    | { readonly status: 'failed'; readonly error: WorkbenchError };
}

type MeasuredCell = Extract<GridMeasurement['outcome'], { readonly status: 'measured' }>;

const defaultWindowMs = 1000;

/** A cell lasts until each stream has about so many runs, however slow they are: a percentile of three is none. */
const leastRunCount = 10;
const longestWindowMs = 10_000;

/**
 * Measures throughput and latency for every batch size with every number of concurrent streams. Streams are sessions of
 * processes of their own. A batch that cannot be run fails with all of its cells, a stream too many with those that need
 * it; the others go on. Cancelling rejects with an AbortError.
 */
export async function measureGrid(
  batches: readonly GridBatch[],
  options: GridOptions,
  environment: GridEnvironment,
): Promise<readonly GridMeasurement[]> {
  const cells: GridMeasurement[] = [];
  const totalCount = batches.length * options.streams.length;
  for (const gridBatch of batches) {
    await measureBatch(gridBatch, options, environment, (cell) => {
      cells.push(cell);
      environment.onCell?.(cell, cells.length, totalCount);
    });
  }
  return cells;
}

async function measureBatch(
  { batch, source }: GridBatch,
  { session: sessionOptions, streams, shapes, windowMs = defaultWindowMs }: GridOptions,
  { factory, signal }: GridEnvironment,
  tell: (cell: GridMeasurement) => void,
): Promise<void> {
  const sessions: Session[] = [];
  let failure: WorkbenchError | undefined;
  let work: StreamWork | undefined;
  try {
    for (const streamCount of streams) {
      failure ??= await attempt(async () => {
        while (sessions.length < streamCount) {
          const session = await factory.open(source, sessionOptions, signal);
          sessions.push(session);
          work ??= { ...feedsOf(session, batch, shapes), latencyMs: 0, windowMs, signal };
          work = { ...work, latencyMs: await warmUp(session, work.feeds, signal) };
        }
        const [session] = sessions;
        if (!work || !session) return;
        const { backend, fallback } = session;
        const driver = { backend, ...(fallback !== undefined && { fallback }) };
        const figures = await measureCell(sessions, work);
        tell({ batch, streams: streamCount, outcome: { status: 'measured', ...figures, ...driver } });
      });
      if (failure) tell({ batch, streams: streamCount, outcome: { status: 'failed', error: failure } });
    }
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
}

/** Errors: those of randomFeeds; benchmark.fixed-batch for another batch than the model has. */
function feedsOf(session: Session, batch: number, shapes: ShapeOptions['shapes'] = {}): RandomFeeds {
  const feeds = randomFeeds(session.inputs, { batch, shapes: shapesForBatch(session.inputs, shapes, batch) });
  if (feeds.batch !== batch) throw fixedBatch(batch, feeds.batch);
  return feeds;
}

async function measureCell(
  sessions: readonly Session[],
  work: StreamWork,
): Promise<Pick<MeasuredCell, 'throughput' | 'latencyMs' | 'runCount'>> {
  // Streams that share the processor slow each other down: a second one may double the latency.
  const expectedMs = work.latencyMs * sessions.length;
  const windowMs = Math.min(longestWindowMs, Math.max(work.windowMs, leastRunCount * expectedMs));
  const { throughput, durationsMs } = await runStreams(sessions, { ...work, windowMs });
  const [p50, p90, p99] = [50, 90, 99].map((p) => percentile(durationsMs, p));
  return {
    throughput,
    latencyMs: { p50: p50 ?? 0, p90: p90 ?? 0, p99: p99 ?? 0 },
    runCount: durationsMs.length,
  };
}

/** The WorkbenchError that work failed with, or undefined where it did not. Everything else is thrown on. */
async function attempt(work: () => Promise<void>): Promise<WorkbenchError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof WorkbenchError) return error;
    throw error;
  }
}

import { performance } from 'node:perf_hooks';
import type { Feeds, Session } from '../runtime/session.ts';
import type { Contest } from './contest.ts';
import type { Racer } from './race.ts';
import { concatenate, sum } from './statistics.ts';
import { warmUp } from './warm-up.ts';

/** Long enough for clock speed and shared caches to settle under load. */
const windowMs = 3000;

/** A stream reports in blocks of about this length: short against the window, long against a message. */
const blockMs = 50;

/** What concurrent streams of one model do. */
export interface StreamFigures {
  /** Samples per second of all streams together. */
  readonly throughput: number;
  /** Every timed run of every stream while the others ran too. */
  readonly durationsMs: Float64Array;
}

export interface StreamWork {
  readonly feeds: Feeds;
  /** Samples in one run. */
  readonly batch: number;
  /** Of one run by itself, for the size of blocks. */
  readonly latencyMs: number;
  readonly windowMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Samples per second that several sessions of one variant reach together. Each stream is a process with a copy of the
 * weights of its own.
 */
export async function measureStreams(contest: Contest, racer: Racer, streamCount: number): Promise<number> {
  const sessions = [racer.session];
  while (sessions.length < streamCount) {
    const session = await contest.open(racer.variant);
    sessions.push(session);
    await warmUp(session, racer.feeds, contest.signal);
  }
  const { signal } = contest;
  const { throughput } = await runStreams(sessions, { ...racer, windowMs, signal });
  await Promise.all(sessions.slice(1).map((session) => session.close()));
  return throughput;
}

/** Runs warmed-up sessions at the same time: they start together, each goes on for the window, and their rates add up. */
export async function runStreams(sessions: readonly Session[], work: StreamWork): Promise<StreamFigures> {
  const streams = await Promise.all(sessions.map((session) => runStream(session, work)));
  return {
    throughput: work.batch * sum(streams.map(({ runsPerSecond }) => runsPerSecond)),
    durationsMs: concatenate(streams.flatMap(({ blocks }) => blocks)),
  };
}

/** The rate includes the messages between blocks; the durations of single runs do not. */
async function runStream(
  session: Session,
  { feeds, latencyMs, windowMs: untilMs, signal }: StreamWork,
): Promise<{ readonly runsPerSecond: number; readonly blocks: readonly Float64Array[] }> {
  const blockSize = Math.max(1, Math.round(blockMs / latencyMs));
  const start = performance.now();
  const blocks: Float64Array[] = [];
  let elapsedMs = 0;
  while (elapsedMs < untilMs) {
    blocks.push(await session.time(feeds, blockSize, signal ? { signal } : {}));
    elapsedMs = performance.now() - start;
  }
  return { runsPerSecond: (1000 * blockSize * blocks.length) / elapsedMs, blocks };
}

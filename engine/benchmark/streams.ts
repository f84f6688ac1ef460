import { performance } from 'node:perf_hooks';
import type { Session } from '../runtime/session.ts';
import type { Contest } from './contest.ts';
import type { Racer } from './race.ts';
import { sum } from './statistics.ts';
import { warmUp } from './warm-up.ts';

/** Long enough for clock speed and shared caches to settle under load. */
const windowMs = 3000;

/** A stream reports in blocks of about this length: short against the window, long against a message. */
const blockMs = 50;

/**
 * Samples per second that several sessions of one variant reach together. Each stream is a process with a copy of the
 * weights of its own. Streams start together and each goes on for about 3 s; their rates add up.
 */
export async function measureStreams(contest: Contest, racer: Racer, streamCount: number): Promise<number> {
  const sessions = [racer.session];
  while (sessions.length < streamCount) {
    const session = await contest.open(racer.variant);
    sessions.push(session);
    await warmUp(session, racer.feeds, contest.signal);
  }
  const rates = await Promise.all(sessions.map((session) => measureStream(session, racer, contest.signal)));
  await Promise.all(sessions.slice(1).map((session) => session.close()));
  return racer.batch * sum(rates);
}

/** Runs per second of one stream, messages between its blocks included. */
async function measureStream(session: Session, racer: Racer, signal: AbortSignal | undefined): Promise<number> {
  const blockSize = Math.max(1, Math.round(blockMs / racer.latencyMs));
  const start = performance.now();
  let runCount = 0;
  let elapsedMs = 0;
  while (elapsedMs < windowMs) {
    await session.time(racer.feeds, blockSize, signal ? { signal } : {});
    runCount += blockSize;
    elapsedMs = performance.now() - start;
  }
  return (1000 * runCount) / elapsedMs;
}

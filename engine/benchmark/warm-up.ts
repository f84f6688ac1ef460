import type { Feeds, Session } from '../runtime/session.ts';
import { median } from './statistics.ts';

/** Two blocks whose medians differ by less are the same speed. */
const tolerance = 0.05;
const maximumBlockCount = 10;
const patienceMs = 2000;

/** Above this a single run is steady enough to be a block of its own. */
const slowRunMs = 500;

/**
 * Runs a model until its latency has settled: caches, memory arenas, clock speed. Bounded by 10 blocks and about 2 s beyond
 * the first run, which says nothing yet (a GPU compiles its programs in it), but always two runs.
 * Returns the latency to expect, in ms.
 */
export async function warmUp(session: Session, feeds: Feeds, signal?: AbortSignal): Promise<number> {
  const timeBlock = async (runCount: number) => median(await session.time(feeds, runCount, signal ? { signal } : {}));
  await timeBlock(1);
  let latencyMs = await timeBlock(1);
  let spentMs = latencyMs;
  const blockSize = latencyMs > slowRunMs ? 1 : 3;
  for (let block = 0; block < maximumBlockCount && spentMs < patienceMs; block++) {
    const previousMs = latencyMs;
    latencyMs = await timeBlock(blockSize);
    spentMs += latencyMs * blockSize;
    if (Math.abs(latencyMs / previousMs - 1) <= tolerance) break;
  }
  return latencyMs;
}

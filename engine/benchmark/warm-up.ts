import type { Feeds, Session } from '../runtime/session.ts';
import { median } from './statistics.ts';

/** Two blocks whose medians differ by less are the same speed. */
const tolerance = 0.05;
const maximumBlockCount = 10;
const patienceMs = 2000;

/** Above this a single run is steady enough to be a block of its own. */
const slowRunMs = 500;

/**
 * Runs a model until its latency has settled: caches, memory arenas, clock speed, compiled GPU programs. Bounded by 10
 * blocks and about 2 s, but always two runs. Returns the latency to expect, in ms.
 */
export async function warmUp(session: Session, feeds: Feeds, signal?: AbortSignal): Promise<number> {
  const options = signal ? { signal } : {};
  const [firstMs = 0] = await session.time(feeds, 1, options);
  const blockSize = firstMs > slowRunMs ? 1 : 3;
  const timeBlock = async () => median(await session.time(feeds, blockSize, options));
  let latencyMs = await timeBlock();
  let spentMs = firstMs + latencyMs * blockSize;
  for (let block = 1; block < maximumBlockCount && spentMs < patienceMs; block++) {
    const previousMs = latencyMs;
    latencyMs = await timeBlock();
    spentMs += latencyMs * blockSize;
    if (Math.abs(latencyMs / previousMs - 1) <= tolerance) break;
  }
  return latencyMs;
}

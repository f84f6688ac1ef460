import type { Feeds, Session } from '../runtime/session.ts';
import type { BenchmarkVariant } from './benchmark.ts';
import type { Contest } from './contest.ts';
import { isSatisfied, planBlocks, type RunBudget } from './run-budget.ts';
import { sum } from './statistics.ts';

/** A variant that is loaded, and what has been measured of it. */
export interface Racer {
  readonly variant: BenchmarkVariant;
  readonly session: Session;
  readonly feeds: Feeds;
  /** Samples in one run. */
  readonly batch: number;
  /** What the warm-up lets expect. */
  latencyMs: number;
  /** Timed runs in ms, one block per round. */
  readonly blocks: Float64Array[];
  runCount: number;
  timedMs: number;
}

/**
 * Runs blocks of timed runs by turns until the budget is spent. Only one variant runs at a time; the order turns round
 * every other round, so that none always follows the same one. A block of several runs is preceded by one that is not
 * timed: the variant before has just emptied the processor's caches, and steady state is what is measured.
 */
export async function race(contest: Contest, racers: readonly Racer[], budget: RunBudget): Promise<void> {
  const starters = contest.remaining(racers);
  const plans = planBlocks(
    budget,
    starters.map((racer) => racer.latencyMs),
  );
  const planByRacer = new Map(starters.map((racer, index) => [racer, plans[index] ?? []] as const));
  for (let round = 0; ; round++) {
    const remaining = contest.remaining(starters);
    if (remaining.every((racer) => isSatisfied(budget, racer.runCount, racer.timedMs))) {
      // A machine that became slower is done before the runs that were planned.
      const doneCount = sum(remaining.map(({ runCount }) => runCount));
      const last = remaining.at(-1);
      if (last) {
        const variantId = last.variant.id;
        contest.report({ stage: 'measuring', variantId, doneCount, totalCount: doneCount, unit: 'runs' });
      }
      return;
    }
    for (const racer of round % 2 === 0 ? remaining : remaining.toReversed()) {
      const plan = planByRacer.get(racer) ?? [];
      const runCount = plan[round] ?? plan.at(-1) ?? 1;
      const doneCount = sum(remaining.map((each) => each.runCount));
      const plannedCount = sum(remaining.map((each) => sum(planByRacer.get(each) ?? [])));
      const totalCount = Math.max(plannedCount, doneCount + runCount);
      contest.report({ stage: 'measuring', variantId: racer.variant.id, doneCount, totalCount, unit: 'runs' });
      const block = await contest.attempt(racer.variant.id, () => timeBlock(racer, runCount, contest.signal));
      if (!block) continue;
      racer.blocks.push(block);
      racer.runCount += block.length;
      racer.timedMs += sum(block);
    }
  }
}

async function timeBlock(racer: Racer, runCount: number, signal: AbortSignal | undefined): Promise<Float64Array> {
  const untimedCount = runCount > 1 ? 1 : 0;
  const durations = await racer.session.time(racer.feeds, runCount + untimedCount, signal ? { signal } : {});
  return durations.subarray(untimedCount);
}

/**
 * How many timed runs each variant gets.
 * 'at-least' goes on until every variant has `runCount` runs and `durationMs` of timed work; a fast variant gets more runs
 * in the same time. Two limits keep that bearable: 10,000 runs are enough however short they are, and 5 runs are enough
 * once they have taken 20 s. So "30 runs or 3 s" always holds, and both hold unless a run takes longer than 2/3 s.
 * 'exactly' does what it says, for every variant.
 */
export type RunBudget =
  | { readonly kind: 'at-least'; readonly runCount: number; readonly durationMs: number }
  | { readonly kind: 'exactly'; readonly runCount: number };

export const defaultRunBudget: RunBudget = { kind: 'at-least', runCount: 30, durationMs: 3000 };

const maximumRunCount = 10_000;
const patienceMs = 20_000;
const impatientRunCount = 5;

/** Enough for a 95 % interval of the median, and even: both orders of the variants come up equally often. */
const roundCount = 12;

/** Sizes of one variant's blocks in the planned rounds. Rounds beyond the plan repeat the last. */
export type BlockPlan = readonly number[];

/** Plans as many rounds for all from an estimate of each variant's latency. */
export function planBlocks(budget: RunBudget, latenciesMs: readonly number[]): readonly BlockPlan[] {
  const runCounts = latenciesMs.map((latencyMs) => expectedRunCount(budget, latencyMs));
  const rounds = Math.min(roundCount, ...runCounts);
  // The remainder goes to the first rounds, one run each.
  return runCounts.map((runCount) =>
    Array.from({ length: rounds }, (_, round) => Math.floor((runCount + rounds - 1 - round) / rounds)),
  );
}

function expectedRunCount(budget: RunBudget, latencyMs: number): number {
  if (budget.kind === 'exactly') return budget.runCount;
  const wanted = Math.max(budget.runCount, Math.min(maximumRunCount, Math.ceil(budget.durationMs / latencyMs)));
  return Math.min(wanted, Math.max(impatientRunCount, Math.floor(patienceMs / latencyMs)));
}

/** Whether a variant with so many runs, which took so long together, needs no more. */
export function isSatisfied(budget: RunBudget, runCount: number, timedMs: number): boolean {
  if (budget.kind === 'exactly') return runCount >= budget.runCount;
  if (timedMs >= patienceMs) return runCount >= Math.min(impatientRunCount, budget.runCount);
  return runCount >= budget.runCount && (runCount >= maximumRunCount || timedMs >= budget.durationMs);
}

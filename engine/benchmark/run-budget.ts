/**
 * How many timed runs each variant gets; all get the same number.
 * 'at-least' goes on until every variant has `runCount` runs and `durationMs` of timed work. Two limits keep that bearable:
 * no more than 10,000 runs, and a variant so slow that it has taken 20 s stops everybody after 5 runs or more.
 * 'exactly' does what it says.
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

/** Runs of each block of the first rounds, from an estimate of each variant's latency. Later rounds repeat the last. */
export function planBlocks(budget: RunBudget, latenciesMs: readonly number[]): readonly number[] {
  const runCount = budget.kind === 'exactly' ? budget.runCount : expectedRunCount(budget, latenciesMs);
  const rounds = Math.min(roundCount, runCount);
  // The remainder goes to the first rounds, one run each.
  return Array.from({ length: rounds }, (_, round) => Math.floor((runCount + rounds - 1 - round) / rounds));
}

function expectedRunCount(budget: RunBudget & { kind: 'at-least' }, latenciesMs: readonly number[]): number {
  const fastest = Math.min(...latenciesMs);
  const slowest = Math.max(...latenciesMs);
  const wanted = Math.max(budget.runCount, Math.min(maximumRunCount, Math.ceil(budget.durationMs / fastest)));
  const bearable = Math.max(Math.min(impatientRunCount, budget.runCount), Math.floor(patienceMs / slowest));
  return Math.min(wanted, bearable);
}

/** Whether measuring may stop after a round. `timedMs` is each variant's total so far. */
export function isSpent(budget: RunBudget, runCount: number, timedMs: readonly number[]): boolean {
  if (budget.kind === 'exactly') return runCount >= budget.runCount;
  if (runCount >= impatientRunCount && timedMs.some((ms) => ms >= patienceMs)) return true;
  return runCount >= budget.runCount && (runCount >= maximumRunCount || timedMs.every((ms) => ms >= budget.durationMs));
}

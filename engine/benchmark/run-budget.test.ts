import { describe, expect, it } from 'vitest';
import { defaultRunBudget, isSatisfied, planBlocks } from './run-budget.ts';
import { sum } from './statistics.ts';

const planned = (...latenciesMs: number[]) => planBlocks(defaultRunBudget, latenciesMs).map(sum);

describe('planBlocks', () => {
  it('does exactly as many runs as asked, spread over twelve rounds', () => {
    expect(planBlocks({ kind: 'exactly', runCount: 30 }, [1])).toEqual([[3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2]]);
    expect(planBlocks({ kind: 'exactly', runCount: 1 }, [1, 5])).toEqual([[1], [1]]);
    for (const runCount of [5, 12, 13, 100, 1001]) {
      expect(planBlocks({ kind: 'exactly', runCount }, [5000, 1]).map(sum)).toEqual([runCount, runCount]);
    }
  });

  it('gives each variant three seconds', () => {
    expect(planned(10, 40)).toEqual([300, 75]);
  });

  it('does thirty runs of a model that takes longer than three seconds for them', () => {
    expect(planned(300)).toEqual([30]);
  });

  it('does not keep anybody waiting for a very slow model', () => {
    expect(planned(2000)).toEqual([10]);
    expect(planned(60_000)).toEqual([5]);
  });

  it('does not run a tiny model for ever', () => {
    expect(planned(0.01)).toEqual([10_000]);
  });

  it('has the same rounds for all, each with something to run', () => {
    const plans = planBlocks(defaultRunBudget, [60_000, 1]);
    expect(plans).toEqual([
      [1, 1, 1, 1, 1],
      [600, 600, 600, 600, 600],
    ]);
  });
});

describe('isSatisfied', () => {
  it('wants both the runs and the time', () => {
    expect(isSatisfied(defaultRunBudget, 29, 4000)).toBe(false);
    expect(isSatisfied(defaultRunBudget, 60, 2999)).toBe(false);
    expect(isSatisfied(defaultRunBudget, 30, 3000)).toBe(true);
  });

  it('gives up on time for tiny models and on runs for huge ones', () => {
    expect(isSatisfied(defaultRunBudget, 10_000, 50)).toBe(true);
    expect(isSatisfied(defaultRunBudget, 4, 50_000)).toBe(false);
    expect(isSatisfied(defaultRunBudget, 5, 20_000)).toBe(true);
  });

  it('takes an exact count at its word', () => {
    expect(isSatisfied({ kind: 'exactly', runCount: 3 }, 2, 99_000)).toBe(false);
    expect(isSatisfied({ kind: 'exactly', runCount: 3 }, 3, 1)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { defaultRunBudget, isSpent, planBlocks } from './run-budget.ts';
import { sum } from './statistics.ts';

describe('planBlocks', () => {
  it('does exactly as many runs as asked, spread over twelve rounds', () => {
    expect(planBlocks({ kind: 'exactly', runCount: 30 }, [1])).toEqual([3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2]);
    expect(planBlocks({ kind: 'exactly', runCount: 1 }, [1])).toEqual([1]);
    for (const runCount of [5, 12, 13, 100, 1001]) {
      expect(sum(planBlocks({ kind: 'exactly', runCount }, [5000]))).toBe(runCount);
    }
  });

  it('fills three seconds of the fastest variant', () => {
    const planned = sum(planBlocks(defaultRunBudget, [10, 40]));
    expect(planned).toBe(300);
  });

  it('does thirty runs of a model that takes longer than three seconds for them', () => {
    expect(sum(planBlocks(defaultRunBudget, [300]))).toBe(30);
  });

  it('does not keep anybody waiting for a very slow model', () => {
    expect(sum(planBlocks(defaultRunBudget, [2000]))).toBe(10);
    expect(sum(planBlocks(defaultRunBudget, [60_000]))).toBe(5);
  });

  it('does not run a tiny model for ever', () => {
    expect(sum(planBlocks(defaultRunBudget, [0.01]))).toBe(10_000);
  });
});

describe('isSpent', () => {
  it('wants both the runs and the time, of every variant', () => {
    expect(isSpent(defaultRunBudget, 29, [4000, 4000])).toBe(false);
    expect(isSpent(defaultRunBudget, 60, [2999, 9000])).toBe(false);
    expect(isSpent(defaultRunBudget, 30, [3000, 9000])).toBe(true);
  });

  it('gives up on time for tiny models and on runs for huge ones', () => {
    expect(isSpent(defaultRunBudget, 10_000, [50])).toBe(true);
    expect(isSpent(defaultRunBudget, 4, [50_000])).toBe(false);
    expect(isSpent(defaultRunBudget, 5, [20_000])).toBe(true);
  });

  it('takes an exact count at its word', () => {
    expect(isSpent({ kind: 'exactly', runCount: 3 }, 2, [99_000])).toBe(false);
    expect(isSpent({ kind: 'exactly', runCount: 3 }, 3, [1])).toBe(true);
  });
});

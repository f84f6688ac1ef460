import { expect, test } from 'vitest';
import { createRestartBudget } from './restart-budget.ts';

test('three restarts a minute, and again once a minute has passed', () => {
  let time = 0;
  const budget = createRestartBudget(() => time);
  const takeAt = (ms: number) => {
    time = ms;
    return budget.take();
  };
  expect([0, 10_000, 20_000, 30_000].map(takeAt)).toEqual([true, true, true, false]);
  // The first of the three is a minute old, the refused one does not count.
  expect([60_000, 61_000].map(takeAt)).toEqual([true, false]);
});

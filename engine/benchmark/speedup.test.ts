import { expect, it } from 'vitest';
import { compareRounds } from './speedup.ts';

it('is the median of the ratios round by round, not the ratio of the medians', () => {
  // Ratios 2, 2, 1.5: the machine was half as fast in the last two rounds.
  expect(compareRounds([10, 20, 24], [5, 10, 16]).ratio).toBe(2);
});

it('is conclusive when nearly every round agrees', () => {
  const baseline = [10, 11, 12, 10, 11, 12, 10, 11, 12, 10, 11, 12];
  const faster = compareRounds(
    baseline,
    baseline.map((ms) => ms / 1.1),
  );
  expect(faster.isConclusive).toBe(true);
  expect(faster.interval?.low).toBeCloseTo(1.1, 10);
  const slower = compareRounds(
    baseline,
    baseline.map((ms) => ms * 1.1),
  );
  expect(slower).toMatchObject({ isConclusive: true });
  expect(slower.ratio).toBeLessThan(1);
});

it('is inconclusive when rounds contradict each other', () => {
  const baseline = Array.from({ length: 12 }, () => 10);
  const mixed = baseline.map((_, round) => (round % 2 === 0 ? 9 : 11));
  expect(compareRounds(baseline, mixed)).toMatchObject({ isConclusive: false });
});

it('is inconclusive with fewer than six rounds', () => {
  const speedup = compareRounds([10, 10, 10], [1, 1, 1]);
  expect(speedup).toEqual({ ratio: 10, isConclusive: false });
});

import { describe, expect, it } from 'vitest';
import { exactMcNemar, pairedDrop } from './paired-difference.ts';

const counts = (bothRight: number, lost: number, gained: number, bothWrong: number) => ({
  bothRight,
  lost,
  gained,
  bothWrong,
});

describe('exactMcNemar', () => {
  it.each([
    // 2 * (1 + 5) / 2^5, over 1: no evidence at all.
    [2, 3, 1],
    [0, 0, 1],
    [0, 5, 2 / 32],
    [0, 6, 2 / 64],
    [1, 9, (2 * 11) / 1024],
    [9, 1, (2 * 11) / 1024],
  ])('of %i lost and %i gained is %f', (lost, gained, expected) => {
    expect(exactMcNemar(lost, gained)).toBeCloseTo(expected, 12);
  });

  it('holds where 2 to the power of the changed samples is no number', () => {
    expect(exactMcNemar(1000, 1000)).toBe(1);
    expect(exactMcNemar(950, 1050)).toBeCloseTo(0.0268, 3);
  });
});

describe('pairedDrop', () => {
  it.each([
    [counts(36, 12, 2, 0), 0.0569, 0.3404],
    [counts(20, 12, 2, 16), 0.0562, 0.3292],
  ])("gives Newcombe's interval for %j", (given, low, high) => {
    const { fraction, interval } = pairedDrop(given);
    expect(fraction).toBeCloseTo(0.2, 12);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('tells noise from loss by the samples that changed', () => {
    expect(pairedDrop(counts(9400, 40, 38, 522))).toMatchObject({ isSignificant: false, fraction: 0.0002 });
    expect(pairedDrop(counts(9400, 40, 2, 558))).toMatchObject({ isSignificant: true, lostCount: 40, gainedCount: 2 });
  });

  it('counts an improvement as a negative drop', () => {
    const { fraction, interval, isSignificant } = pairedDrop(counts(80, 1, 12, 7));
    expect(fraction).toBeCloseTo(-0.11, 12);
    expect(interval.high).toBeLessThan(0);
    expect(isSignificant).toBe(true);
  });

  it('is exactly no drop for equal answers, within an interval that holds 0', () => {
    const { fraction, pValue, interval } = pairedDrop(counts(95, 0, 0, 5));
    expect([fraction, pValue]).toEqual([0, 1]);
    expect(interval.low).toBeLessThanOrEqual(0);
    expect(interval.high).toBeGreaterThanOrEqual(0);
    expect(interval.high).toBeLessThan(0.04);
  });
});

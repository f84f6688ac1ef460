import { describe, expect, it } from 'vitest';
import { createRandom, mean, median, medianInterval, percentile, relativeSpread, seedOf } from './statistics.ts';

describe('percentile', () => {
  it('interpolates between the closest ranks', () => {
    // numpy.percentile([15, 20, 35, 40, 50], 40) = 29
    expect(percentile([50, 15, 40, 20, 35], 40)).toBe(29);
    expect(percentile([1, 2, 3, 4], 50)).toBe(2.5);
    expect(percentile([1, 2, 3, 4], 90)).toBeCloseTo(3.7, 12);
    expect(percentile(Float64Array.of(1, 2), 99)).toBeCloseTo(1.99, 12);
  });

  it('is the least and the greatest value at its ends', () => {
    expect(percentile([3, 1, 2], 0)).toBe(1);
    expect(percentile([3, 1, 2], 100)).toBe(3);
    expect(percentile([7], 99)).toBe(7);
  });

  it('of nothing is no number', () => {
    expect(percentile([], 50)).toBeNaN();
  });

  it('leaves its argument as it was', () => {
    const values = [3, 1, 2];
    percentile(values, 50);
    expect(values).toEqual([3, 1, 2]);
  });
});

it('averages', () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(median([1, 9, 2])).toBe(2);
});

it('measures scatter against the median', () => {
  // 10th percentile of 0..10 is 1, 90th is 9, median 5.
  expect(relativeSpread([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toBeCloseTo(8 / 5, 12);
  expect(relativeSpread([4, 4, 4])).toBe(0);
});

describe('medianInterval', () => {
  // Ranks of the distribution-free 95 % interval, from tables of the binomial distribution: n = 6: 1..6, n = 12: 3..10, n = 20: 6..15.
  it.each([
    [6, 1, 6],
    [8, 1, 8],
    [9, 2, 8],
    [12, 3, 10],
    [20, 6, 15],
  ])('of %i values runs from rank %i to rank %i', (count, low, high) => {
    const values = Array.from({ length: count }, (_, index) => count - index);
    expect(medianInterval(values)).toEqual({ low, high });
  });

  it('does not exist below six values', () => {
    expect(medianInterval([1, 2, 3, 4, 5])).toBeUndefined();
    expect(medianInterval([])).toBeUndefined();
  });

  it('holds the true median of skewed numbers in about 19 of 20 cases', () => {
    const random = createRandom(1);
    const trueMedian = Math.log(2);
    let hits = 0;
    for (let trial = 0; trial < 1000; trial++) {
      const interval = medianInterval(Array.from({ length: 12 }, () => -Math.log(1 - random())));
      if (interval && interval.low <= trueMedian && trueMedian <= interval.high) hits++;
    }
    expect(hits).toBeGreaterThan(940);
    expect(hits).toBeLessThan(980);
  });
});

describe('createRandom', () => {
  it('repeats itself for a seed and differs between seeds', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, createRandom(seed));
    expect(draw(42)).toEqual(draw(42));
    expect(draw(42)).not.toEqual(draw(43));
  });

  it('is uniform in [0, 1)', () => {
    const values = Array.from({ length: 20_000 }, createRandom(7));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(mean(values)).toBeCloseTo(0.5, 2);
    // Variance of the uniform distribution: 1/12.
    expect(mean(values.map((value) => (value - 0.5) ** 2))).toBeCloseTo(1 / 12, 2);
  });
});

it('derives different seeds from different names', () => {
  // FNV-1a of 'a', 32 bits.
  expect(seedOf('a')).toBe(0xe40c292c);
  expect(seedOf('image')).not.toBe(seedOf('mask'));
});

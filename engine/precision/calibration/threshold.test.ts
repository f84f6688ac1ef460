import { expect, test } from 'vitest';
import { foldToMagnitudes, histogramRange } from './histogram.ts';
import { meanSquaredErrorThreshold } from './mse.ts';
import { percentileThreshold } from './percentile.ts';
import { levelCountOf, thresholdRange } from './threshold.ts';

test('a histogram has an edge at zero, whatever the range', () => {
  expect(histogramRange({ min: 0.5, max: 8 })).toEqual({ min: 0, max: 8, binCount: 2048 });
  expect(histogramRange({ min: -8, max: -1 })).toEqual({ min: -8, max: 0, binCount: 2048 });
  expect(histogramRange({ min: -2, max: 8 })).toEqual({ min: -8, max: 8, binCount: 4096 });
});

test('folding adds the bins that lie as far from zero', () => {
  const { counts, binWidth } = foldToMagnitudes({ min: -2, max: 2, counts: Float64Array.of(1, 2, 3, 4) });
  expect([...counts]).toEqual([5, 5]);
  expect(binWidth).toBe(1);
  expect([...foldToMagnitudes({ min: -2, max: 0, counts: Float64Array.of(1, 2) }).counts]).toEqual([2, 1]);
});

test('a percentile leaves out the largest magnitudes', () => {
  const bins = { counts: Float64Array.of(90, 9, 1), binWidth: 0.5 };
  expect(percentileThreshold(bins, 100)).toBe(1.5);
  expect(percentileThreshold(bins, 99)).toBe(1);
  expect(percentileThreshold(bins, 90)).toBe(0.5);
});

test('least squares keep uniform values whole and cut far outliers off', () => {
  const uniform = Float64Array.from({ length: 2048 }, () => 10);
  expect(meanSquaredErrorThreshold({ counts: uniform, binWidth: 1 }, { min: 0, max: 2048 })).toBeGreaterThan(2030);
  const outlier = Float64Array.from({ length: 2048 }, (_, bin) => (bin < 64 ? 1e7 : bin === 2047 ? 1 : 0));
  const cut = meanSquaredErrorThreshold({ counts: outlier, binWidth: 1 }, { min: 0, max: 2048 });
  expect(cut).toBeGreaterThanOrEqual(64);
  expect(cut).toBeLessThan(2048);
});

test('magnitudes on one side of zero get all 256 levels, on both sides half of them', () => {
  expect(levelCountOf({ min: 0, max: 5 })).toBe(256);
  expect(levelCountOf({ min: -5, max: 5 })).toBe(128);
  expect(levelCountOf({ min: -1, max: 3 })).toBe(192);
});

test('a threshold never widens the range that was seen', () => {
  const range = { min: -1, max: 8 };
  const counts = Float64Array.from({ length: 4096 }, () => 1);
  const seen = { range, averageRange: { min: -1, max: 3 }, histogram: { min: -8, max: 8, counts } };
  expect(thresholdRange(seen, { kind: 'percentile', percentile: 50 })).toEqual({ min: -1, max: 4 });
  expect(thresholdRange(seen, { kind: 'min-max' })).toEqual(range);
  expect(thresholdRange(seen, { kind: 'moving-average' })).toEqual({ min: -1, max: 3 });
});

import { expect, test } from 'vitest';
import { toTensorLine, toTensorView } from './calibration-view.ts';

const counts = new Float64Array(2048);
counts.fill(10, 0, 1024);
counts[2047] = 5;
const value = {
  range: { min: 0, max: 8 },
  averageRange: { min: 0, max: 6 },
  threshold: { min: 0, max: 4 },
  histogram: { min: 0, max: 8, counts },
};

test('a line tells the share of the values that saturate', () => {
  expect(toTensorLine('relu', value)).toEqual({
    name: 'relu',
    range: { min: 0, max: 8 },
    threshold: { min: 0, max: 4 },
    saturatedShare: 5 / 10_245,
  });
});

test('a tensor is drawn in fewer bins that hold as many values, with the range of every method', () => {
  const view = toTensorView('relu', value);
  expect(view.histogram?.counts).toHaveLength(256);
  expect(view.histogram?.counts.reduce((sum, count) => sum + count, 0)).toBe(10_245);
  expect(view.methods.map(({ method }) => method)).toEqual([
    ...['min-max', 'moving-average', 'entropy'],
    ...['percentile', 'percentile', 'percentile', 'mse'],
  ]);
  expect(view.methods[0]?.threshold).toEqual({ min: 0, max: 8 });
  expect(view.methods[1]?.threshold).toEqual({ min: 0, max: 6 });
  for (const { threshold } of view.methods) expect(threshold.max).toBeLessThanOrEqual(8);
});

test('without a histogram there is nothing to draw', () => {
  const { histogram: _, ...bare } = value;
  expect(toTensorView('x', bare)).toEqual({ name: 'x', range: bare.range, threshold: bare.threshold, methods: [] });
});

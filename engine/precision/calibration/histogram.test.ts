import { expect, test } from 'vitest';
import { shareBeyond } from './histogram.ts';

/** Ten bins of width 1. */
const histogram = { min: -5, max: 5, counts: Float64Array.of(1, 1, 4, 0, 0, 0, 0, 2, 1, 1) };

test('what lies beyond a range is counted by whole bins', () => {
  expect(shareBeyond(histogram, { min: -5, max: 5 })).toBe(0);
  expect(shareBeyond(histogram, { min: -3, max: 3 })).toBe(4 / 10);
  expect(shareBeyond(histogram, { min: -5, max: 3.5 })).toBe(1 / 10);
});

test('values at the very end of a range do not saturate, wherever in their bin they are', () => {
  expect(shareBeyond(histogram, { min: -2.2, max: 5 })).toBe(2 / 10);
});

test('an end that misses the edge of a bin by a rounding is that edge', () => {
  expect(shareBeyond(histogram, { min: -5, max: 3 - 1e-9 })).toBe(2 / 10);
  expect(shareBeyond(histogram, { min: -5, max: 3 + 1e-9 })).toBe(2 / 10);
});

test('nothing counted is nothing beyond', () => {
  expect(shareBeyond({ min: 0, max: 1, counts: new Float64Array(4) }, { min: 0, max: 0.5 })).toBe(0);
});

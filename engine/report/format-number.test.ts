import { expect, test } from 'vitest';
import { formatBytes, formatCount, formatDrop, formatMs } from './format-number.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1506160, '1.51 MB'],
  [102_500_000, '102.5 MB'],
  [1.3e9, '1.30 GB'],
])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [9999, '9999'],
  [25_557_032, '25.56 M'],
  [4_089_184_256, '4.09 G'],
])('%d is %s', (count, text) => expect(formatCount(count)).toBe(text));

test('milliseconds keep three significant digits', () => {
  expect([0.1234, 1.234, 12.34, 123.4].map(formatMs)).toEqual(['0.123 ms', '1.23 ms', '12.3 ms', '123 ms']);
});

test.each([
  [0.0014, 20, 6, 0.0094, true, '0.14 points (p = 0.0094)'],
  [-0.02, 0, 200, 1e-30, true, '-2.00 points (p < 0.0001)'],
  [0.0002, 40, 38, 0.9, false, '0.02 points, not significant'],
  [0, 0, 0, 1, false, '0.00 points'],
] as const)(
  'a drop of %f with %i lost and %i gained',
  (fraction, lostCount, gainedCount, pValue, isSignificant, text) => {
    const interval = { low: 0, high: 0 };
    expect(formatDrop({ fraction, interval, lostCount, gainedCount, pValue, isSignificant })).toBe(text);
  },
);

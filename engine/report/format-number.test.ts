import { expect, test } from 'vitest';
import { formatBytes, formatCount, formatMs } from './format-number.ts';

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

import { expect, test } from 'vitest';
import { bfloat16BitsOf, bfloat16ValueOf, float16BitsOf, float16ValueOf, toBfloat16Bits } from './float16.ts';

test('every finite binary16 value survives a round trip', () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    if ((bits & 0x7c00) === 0x7c00 && bits & 0x3ff) continue;
    expect(float16BitsOf(float16ValueOf(bits))).toBe(bits);
  }
});

test.each([
  ['one', 1, 0x3c00],
  ['largest finite', 65504, 0x7bff],
  ['rounds down below the overflow threshold', 65519.99, 0x7bff],
  ['overflows at the threshold', 65520, 0x7c00],
  ['smallest subnormal', 2 ** -24, 0x0001],
  ['half of the smallest subnormal ties to even zero', 2 ** -25, 0x0000],
  ['just above half of the smallest subnormal', 2 ** -25 * 1.01, 0x0001],
  ['tie to even, down', 1 + 2 ** -11, 0x3c00],
  ['tie to even, up', 1 + 3 * 2 ** -11, 0x3c02],
  ['negative zero', -0, 0x8000],
  ['negative infinity', Number.NEGATIVE_INFINITY, 0xfc00],
  ['not a number', Number.NaN, 0x7e00],
])('converts %s', (_name, value, bits) => {
  expect(float16BitsOf(value)).toBe(bits);
});

test.each([
  ['one', 1, 0x3f80],
  ['largest finite', (2 - 2 ** -7) * 2 ** 127, 0x7f7f],
  ['rounds down below the overflow threshold', (2 - 2 ** -8 - 2 ** -23) * 2 ** 127, 0x7f7f],
  ['overflows at the threshold', (2 - 2 ** -8) * 2 ** 127, 0x7f80],
  ['the largest float32 overflows', 3.4028234663852886e38, 0x7f80],
  ['smallest subnormal', 2 ** -133, 0x0001],
  ['half of the smallest subnormal ties to even zero', 2 ** -134, 0x0000],
  ['just above half of the smallest subnormal', 2 ** -134 * 1.5, 0x0001],
  ['tie to even, down', 1 + 2 ** -8, 0x3f80],
  ['tie to even, up', 1 + 3 * 2 ** -8, 0x3f82],
  ['just above a tie, up', 1 + 2 ** -8 + 2 ** -23, 0x3f81],
  ['negative zero', -0, 0x8000],
  ['infinity', Number.POSITIVE_INFINITY, 0x7f80],
  ['negative infinity', Number.NEGATIVE_INFINITY, 0xff80],
])('converts %s to bfloat16', (_name, value, bits) => {
  expect(bfloat16BitsOf(value)).toBe(bits);
  expect([...toBfloat16Bits([value])]).toEqual([bits]);
});

test('every finite bfloat16 value survives a round trip', () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    if ((bits & 0x7f80) === 0x7f80 && bits & 0x7f) continue;
    if (bfloat16BitsOf(bfloat16ValueOf(bits)) !== bits) expect.fail(bits.toString(16));
  }
});

test('bfloat16 keeps eight significant bits, ties to even', () => {
  expect(bfloat16ValueOf(bfloat16BitsOf(1 + 2 ** -8))).toBe(1);
  expect(bfloat16ValueOf(bfloat16BitsOf(1 + 3 * 2 ** -8))).toBe(1 + 2 ** -6);
  expect(bfloat16ValueOf(bfloat16BitsOf(-3.140625))).toBe(-3.140625);
  expect(bfloat16BitsOf(Number.NaN) & 0x7f).toBeGreaterThan(0);
});

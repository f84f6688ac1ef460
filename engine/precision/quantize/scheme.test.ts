import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dequantize, isDegenerate, quantizationOf, quantize, representableRange, roundHalfToEven } from './scheme.ts';

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });

describe('a value within the range', () => {
  test.each([
    ['uint8', 'asymmetric'],
    ['int8', 'asymmetric'],
    ['int8', 'symmetric'],
  ] as const)('comes back within half a step: %s %s', (dataType, symmetry) => {
    fc.assert(
      fc.property(finite, finite, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, where) => {
        const range = { min: Math.min(a, b), max: Math.max(a, b) };
        fc.pre(range.max - range.min > 1e-3);
        const quantization = quantizationOf(range, dataType, symmetry);
        if (!quantization) throw new Error('a range of that width has a scale');
        const value = range.min + where * (range.max - range.min);
        const error = Math.abs(dequantize(quantize(value, quantization), quantization) - value);
        expect(error).toBeLessThanOrEqual((quantization.scale / 2) * (1 + 1e-4));
      }),
    );
  });

  test('zero is exact in any range', () => {
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        const quantization = quantizationOf({ min: Math.min(a, b), max: Math.max(a, b) }, 'uint8', 'asymmetric');
        fc.pre(quantization !== undefined);
        if (quantization) expect(dequantize(quantize(0, quantization), quantization)).toBe(0);
      }),
    );
  });
});

test('the range [-1, 3] takes 255 steps of 4/255 with zero at 64', () => {
  expect(quantizationOf({ min: -1, max: 3 }, 'uint8', 'asymmetric')).toEqual({
    dataType: 'uint8',
    scale: Math.fround(4 / 255),
    zeroPoint: 64,
  });
});

test('after a ReLU the zero point is the smallest integer, so that rounding clamps', () => {
  const quantization = quantizationOf({ min: 0, max: 6 }, 'uint8', 'asymmetric');
  expect(quantization?.zeroPoint).toBe(0);
  expect(quantization && quantize(-5, quantization)).toBe(0);
  expect(quantization && quantize(100, quantization)).toBe(255);
  expect(quantization && representableRange(quantization).max).toBeCloseTo(6, 5);
});

test('a range that leaves zero out is widened to it', () => {
  expect(quantizationOf({ min: 2, max: 10 }, 'uint8', 'asymmetric')?.scale).toBe(Math.fround(10 / 255));
  expect(quantizationOf({ min: -10, max: -2 }, 'uint8', 'asymmetric')?.zeroPoint).toBe(255);
});

test('a symmetric range follows its larger side and uses no -128', () => {
  const quantization = quantizationOf({ min: -4, max: 1 }, 'int8', 'symmetric');
  expect(quantization).toEqual({ dataType: 'int8', scale: Math.fround(4 / 127), zeroPoint: 0 });
  expect(quantization && quantize(-4, quantization)).toBe(-127);
});

test.each([
  ['nothing but zeros', { min: 0, max: 0 }],
  ['nothing at all', { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY }],
  ['an infinite end', { min: 0, max: Number.POSITIVE_INFINITY }],
  ['a width lost in float32', { min: 0, max: 1e-30 }],
])('a range of %s has no scale', (_name, range) => {
  expect(isDegenerate(range)).toBe(true);
  expect(quantizationOf(range, 'uint8', 'asymmetric')).toBeUndefined();
});

test('halves round to even, as QuantizeLinear rounds', () => {
  expect([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5].map((value) => roundHalfToEven(value) + 0)).toEqual([-2, -2, 0, 0, 2, 2]);
});

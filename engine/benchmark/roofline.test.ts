import { describe, expect, test } from 'vitest';
import { fasterPeaks, type MachinePeaks, placeUnderRoof, ridgeOf, roofAt, wereMeasuredInQuiet } from './roofline.ts';

const float32 = { gflops: 100, size: 1024 };
const int8 = { gflops: 400, size: 2048 };
const memory = { gigabytesPerSecond: 10, bytes: 2 ** 28 };
const peaks: MachinePeaks = { arithmetic: { float32, int8 }, memory, measuredAt: '2026-11-29T12:00:00.000Z' };

describe('placeUnderRoof', () => {
  test('work with many operations per byte is limited by arithmetic', () => {
    // 1 GFLOP needs 10 ms at 100 GFLOP/s; its 10 MB need 1 ms.
    const place = placeUnderRoof({ flops: 1e9, bytes: 1e7, durationMs: 20, type: 'float32' }, peaks);
    expect(place).toEqual({ intensity: 100, gflops: 50, gigabytesPerSecond: 0.5, bound: 'arithmetic', share: 0.5 });
  });

  test('work with few operations per byte is limited by memory', () => {
    // 10 MFLOP need 0.1 ms; 100 MB need 10 ms.
    const place = placeUnderRoof({ flops: 1e7, bytes: 1e8, durationMs: 40, type: 'float32' }, peaks);
    expect(place).toMatchObject({ intensity: 0.1, bound: 'memory', share: 0.25 });
  });

  test('work without operations is held against memory alone', () => {
    expect(placeUnderRoof({ flops: 0, bytes: 1e8, durationMs: 10, type: 'float32' }, peaks)).toMatchObject({
      gflops: 0,
      bound: 'memory',
      share: 1,
    });
  });

  test('each number format has a roof of its own', () => {
    const work = { flops: 1e9, bytes: 1e6, durationMs: 10 };
    expect(placeUnderRoof({ ...work, type: 'float32' }, peaks)?.share).toBeCloseTo(1, 9);
    expect(placeUnderRoof({ ...work, type: 'int8' }, peaks)?.share).toBeCloseTo(0.25, 9);
  });

  test('a format that the provider converts from is held against float32', () => {
    const work = { flops: 1e9, bytes: 1e6, durationMs: 10 };
    expect(placeUnderRoof({ ...work, type: 'float16' }, peaks)?.share).toBeCloseTo(1, 9);
  });

  test('there is no place without the peak that decides, or without a time', () => {
    const work = { flops: 1e9, bytes: 1e6, durationMs: 10, type: 'float32' } as const;
    expect(placeUnderRoof({ ...work, durationMs: 0 }, peaks)).toBeUndefined();
    expect(placeUnderRoof(work, { ...peaks, arithmetic: {} })).toBeUndefined();
    const { memory: _, ...withoutMemory } = peaks;
    expect(placeUnderRoof(work, withoutMemory)).toBeUndefined();
  });
});

test('the roof is memory up to the ridge and arithmetic from there on', () => {
  const ridge = ridgeOf(float32, memory);
  expect(ridge).toBe(10);
  expect(roofAt(ridge / 4, float32, memory)).toBe(25);
  expect(roofAt(4 * ridge, float32, memory)).toBe(100);
});

describe('fasterPeaks', () => {
  const newer: MachinePeaks = {
    arithmetic: { float32: { gflops: 80, size: 512 }, float16: { gflops: 10, size: 512 } },
    memory: { gigabytesPerSecond: 12, bytes: 2 ** 28 },
    measuredAt: '2026-11-30T12:00:00.000Z',
  };

  test('never lowers a peak, and drops one that is not there any more', () => {
    expect(fasterPeaks(newer, peaks)).toEqual({
      arithmetic: { float32, float16: { gflops: 10, size: 512 } },
      memory: newer.memory,
      measuredAt: newer.measuredAt,
    });
  });

  test('keeps the faster memory', () => {
    const slow = { ...newer, memory: { gigabytesPerSecond: 2, bytes: 2 ** 28 } };
    expect(fasterPeaks(slow, peaks).memory).toEqual(memory);
  });
});

test('peaks were measured in quiet unless other programs took more than a tenth of the processors', () => {
  expect(wereMeasuredInQuiet(peaks)).toBe(true);
  expect(wereMeasuredInQuiet({ ...peaks, otherLoad: 0.05 })).toBe(true);
  expect(wereMeasuredInQuiet({ ...peaks, otherLoad: 0.4 })).toBe(false);
});

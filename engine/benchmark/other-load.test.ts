import { expect, it } from 'vitest';
import { type LoadReading, otherLoad, readLoad } from './other-load.ts';

const reading = (busyMs: number, elapsedMs: number, ownMs: number): LoadReading => ({
  busyMs,
  elapsedMs,
  processorCount: 2,
  ownMs,
});

it('is what others took of all processors', () => {
  expect(otherLoad(reading(0, 0, 0), reading(1500, 1000, 1000))).toBe(0.25);
  expect(otherLoad(reading(500, 100, 200), reading(1300, 1100, 1000))).toBe(0);
});

it('is not negative where the clocks disagree, and unknown where they stand still', () => {
  expect(otherLoad(reading(0, 0, 0), reading(900, 1000, 1000))).toBe(0);
  expect(otherLoad(reading(0, 0, 0), reading(0, 0, 0))).toBeUndefined();
});

it('reads the clocks of this system', () => {
  const { processorCount, busyMs, ownMs } = readLoad(5);
  expect(processorCount).toBeGreaterThan(0);
  expect(busyMs).toBeGreaterThan(0);
  expect(ownMs).toBeGreaterThan(5);
});

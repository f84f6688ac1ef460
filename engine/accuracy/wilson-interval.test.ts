import { expect, it } from 'vitest';
import { wilsonInterval } from './wilson-interval.ts';

// R: prop.test(x, n, correct = FALSE)$conf.int
it.each([
  [1900, 2000, 0.93956, 0.95872],
  [1, 10, 0.01788, 0.40415],
  [0, 10, 0, 0.27753],
  [10, 10, 0.72247, 1],
])('of %i in %i', (count, total, low, high) => {
  const interval = wilsonInterval(count, total);
  expect(interval.low).toBeCloseTo(low, 5);
  expect(interval.high).toBeCloseTo(high, 5);
});

it('takes no fraction of nothing', () => {
  expect(() => wilsonInterval(0, 0)).toThrow('no fraction');
});

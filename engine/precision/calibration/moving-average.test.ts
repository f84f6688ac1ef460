import { expect, test } from 'vitest';
import { emptyRange } from './min-max.ts';
import { AverageRangeTracker } from './moving-average.ts';

test('is the mean of the first hundred batches, and then looks back over about as many', () => {
  const tracker = new AverageRangeTracker();
  for (let batch = 0; batch < 100; batch++) tracker.add('x', { min: -1, max: batch });
  expect(tracker.of('x').max).toBeCloseTo(49.5, 10);
  expect(tracker.of('x').min).toBeCloseTo(-1, 10);
  tracker.add('x', { min: -1, max: 149.5 });
  expect(tracker.of('x').max).toBeCloseTo(50.5, 10);
});

test('a batch without finite values counts as none', () => {
  const tracker = new AverageRangeTracker();
  tracker.add('x', emptyRange);
  expect(tracker.of('x')).toEqual(emptyRange);
  tracker.add('x', { min: 0, max: 2 });
  tracker.add('x', emptyRange);
  expect(tracker.of('x')).toEqual({ min: 0, max: 2 });
});

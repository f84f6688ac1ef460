import { expect, it } from 'vitest';
import { linear, toTicks } from './axis.ts';

it.each([
  [[0, 10], 5, [0, 2, 4, 6, 8, 10]],
  [[0.931, 0.964], 5, [0.94, 0.95, 0.96]],
  [[0, 0.0012], 6, [0, 0.0002, 0.0004, 0.0006, 0.0008, 0.001, 0.0012]],
  [[3, 3], 5, [3]],
] as const)('puts round ticks on %j', (domain, count, ticks) => expect(toTicks(domain, count)).toEqual(ticks));

it('scales a domain to a range, also one of no width', () => {
  expect(linear([0, 10], [100, 200])(5)).toBe(150);
  expect(linear([3, 3], [100, 200])(3)).toBe(100);
});

import { expect, test } from 'vitest';
import { findFewest } from './find-fewest.ts';

test.each([
  [20, 1, [1]],
  [20, 6, [1, 2, 4, 8, 6, 5]],
  [20, 20, [1, 2, 4, 8, 16, 20, 18, 19]],
  [1, 1, [1]],
])('of %i, the fewest that are enough are %i after the trials %j', async (greatest, least, expected) => {
  const tried: number[] = [];
  const found = await findFewest(greatest, async (count) => {
    tried.push(count);
    return count >= least;
  });
  expect([found, tried]).toEqual([least, expected]);
});

test('there may be none, and nothing to try', async () => {
  const tried: number[] = [];
  const never = async (count: number) => {
    tried.push(count);
    return false;
  };
  expect(await findFewest(3, never)).toBeUndefined();
  expect(tried).toEqual([1, 2, 3]);
  expect(await findFewest(0, never)).toBeUndefined();
  expect(tried).toHaveLength(3);
});

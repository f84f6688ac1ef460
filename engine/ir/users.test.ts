import { describe, expect, test } from 'vitest';
import type { NodeId } from './graph.ts';
import { Users } from './users.ts';

const ids = (count: number) => Array.from({ length: count }, (_, id) => id as NodeId);

describe.each([3, 32, 33, 5000])('%i users', (count) => {
  const users = Users.of(ids(count));

  test('are counted, found and listed', () => {
    expect(users.count).toBe(count);
    expect(users.has(2 as NodeId)).toBe(true);
    expect(users.has(count as NodeId)).toBe(false);
    expect([...users].sort((a, b) => a - b)).toEqual(ids(count));
  });

  test('become one more or one less, and stay as they were', () => {
    const more = users.with(count as NodeId);
    const less = users.without(0 as NodeId);
    expect([more.count, less.count, users.count]).toEqual([count + 1, count - 1, count]);
    expect([more.has(count as NodeId), less.has(0 as NodeId)]).toEqual([true, false]);
  });

  test('are the same where nothing changes', () => {
    expect(users.with(1 as NodeId)).toBe(users);
    expect(users.without(count as NodeId)).toBe(users);
  });
});

import { expect, it } from 'vitest';
import { moveInLine } from './move-in-line.ts';

it.each([
  ['a', 'later', 'bacd'],
  ['b', 'earlier', 'bacd'],
  ['c', 'later', 'abdc'],
  ['d', 'earlier', 'abdc'],
  ['a', 'earlier', 'abcd'],
  ['d', 'later', 'abcd'],
  ['x', 'later', 'abcd'],
] as const)('%s a place %s makes %s', (moved, direction, expected) => {
  expect(moveInLine([...'abcd'], 'abcd'.indexOf(moved), direction).join('')).toBe(expected);
});

import { expect, test } from 'vitest';
import { broadcastShapes, printShape, type Shape } from './shape.ts';

test.each<[string, Shape[], Shape | undefined]>([
  [
    'equal shapes',
    [
      [2, 3],
      [2, 3],
    ],
    [2, 3],
  ],
  ['a missing axis', [[2, 3], [3]], [2, 3]],
  [
    'ones on both sides',
    [
      [2, 1],
      [1, 3],
    ],
    [2, 3],
  ],
  ['a scalar', [['N', 3], []], ['N', 3]],
  [
    'a name beside a number takes the number',
    [
      ['N', 3],
      [4, 3],
    ],
    [4, 3],
  ],
  [
    'a name beside one keeps the name',
    [
      ['N', 3],
      [1, 3],
    ],
    ['N', 3],
  ],
  ['two names are unknown', [['N'], ['M']], [undefined]],
  ['contradicting numbers cannot be combined', [[2], [3]], undefined],
])('broadcasts %s', (_name, shapes, expected) => {
  expect(broadcastShapes(...shapes)).toEqual(expected);
});

test('prints unknown dimensions as question marks', () => {
  expect(printShape(['N', 3, undefined])).toBe('[N, 3, ?]');
});

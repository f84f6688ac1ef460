import { expect, test } from 'vitest';
import { attributesOf, floatAttribute } from './build.ts';

test('whole numbers become ints, other numbers floats, and an absent value nothing', () => {
  const attributes = attributesOf({
    axis: -1,
    alpha: 0.5,
    pads: [1, 2],
    scales: [1, 0.5],
    beta: floatAttribute(1),
    group: undefined,
  });
  expect([...attributes]).toEqual([
    ['axis', { type: 'int', value: -1n }],
    ['alpha', { type: 'float', value: 0.5 }],
    ['pads', { type: 'ints', value: [1n, 2n] }],
    ['scales', { type: 'floats', value: [1, 0.5] }],
    ['beta', { type: 'float', value: 1 }],
  ]);
});

test('a number beyond what is exact, which int64 may not hold, stays a float', () => {
  expect([...attributesOf({ dim: 2 ** 63, dims: [1, 2 ** 63] })]).toEqual([
    ['dim', { type: 'float', value: 2 ** 63 }],
    ['dims', { type: 'floats', value: [1, 2 ** 63] }],
  ]);
});

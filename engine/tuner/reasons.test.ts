import { expect, test } from 'vitest';
import { comparedWords } from './reasons.ts';

const interval = (low: number, high: number) => ({ low, high });

test.each([
  [{ ratio: 2.72, isConclusive: false }, '2.72x the speed of the input plan, in too few rounds to tell from noise.'],
  [
    { ratio: 1.02, interval: interval(0.97, 1.06), isConclusive: false },
    '1.02x (0.97 to 1.06) the speed of the input plan: no difference beyond noise.',
  ],
  [
    { ratio: 0.9, interval: interval(0.88, 0.93), isConclusive: true },
    '0.90x (0.88 to 0.93) the speed of the input plan: slower.',
  ],
  [
    { ratio: 1.01, interval: interval(1.005, 1.02), isConclusive: true },
    '1.01x (1.00 to 1.02) the speed of the input plan: too little gain.',
  ],
])('%o reads %s', (speedup, words) => {
  expect(comparedWords(speedup, 'the input plan')).toBe(words);
});

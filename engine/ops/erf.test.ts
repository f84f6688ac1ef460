import { describe, expect, it } from 'vitest';
import { erf } from './erf.ts';

describe('erf', () => {
  it.each([
    [0, 0],
    [1e-10, 1.1283791670955126e-10],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [3, 0.9999779095030014],
    [3.5, 0.9999992569016276],
    [7, 1],
    [Infinity, 1],
  ])('of %d is %d, and odd', (x, expected) => {
    expect(Math.abs(erf(x) - expected)).toBeLessThanOrEqual(4e-16 * expected);
    expect(erf(-x)).toBe(-erf(x));
  });

  it('of NaN is NaN', () => expect(erf(Number.NaN)).toBeNaN());
});

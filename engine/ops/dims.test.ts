import { describe, expect, it } from 'vitest';
import { addDims, multiplyDims, productOf, quotientOf, resolveDim, subtractDims } from './dims.ts';

describe('dimensions', () => {
  it.each([
    [addDims(2, 3), 5],
    [addDims('seq', 0), 'seq'],
    [addDims('seq', 'past'), 'past + seq'],
    [addDims('past + seq', -1), 'past + seq - 1'],
    [addDims('past + seq - 1', 1), 'past + seq'],
    [addDims('seq', 'seq'), '2*seq'],
    [addDims('seq', undefined), undefined],
    [subtractDims('past + seq', 'past'), 'seq'],
    [subtractDims('seq', 'seq'), 0],
    [subtractDims(0, 'seq'), '-seq'],
    [addDims('-seq', 'seq'), 0],
  ])('adds and subtracts: %j is %j', (actual, expected) => expect(actual).toBe(expected));

  it.each([
    [productOf([2, 'batch', 6]), '12*batch'],
    [multiplyDims('12*batch', 'seq'), '12*batch*seq'],
    [multiplyDims('seq', 'batch'), 'batch*seq'],
    [multiplyDims('seq + 1', 'seq'), 'seq + seq*seq'],
    [productOf(['batch', undefined, 0]), 0],
    [productOf(['batch', undefined]), undefined],
  ])('multiplies: %j is %j', (actual, expected) => expect(actual).toBe(expected));

  it.each([
    [quotientOf(['batch', 197, 768], [197, 64]), '12*batch'],
    [quotientOf(['12*batch', 64], ['batch', 12]), 64],
    [quotientOf(['past + seq', 768], ['past + seq', 12]), 64],
    [quotientOf(['batch', 3], ['batch', 2]), undefined],
    [quotientOf([10], [3]), undefined],
    [quotientOf(['batch', 0], [4]), 0],
    [quotientOf(['batch', 8], ['seq']), undefined],
    [quotientOf([undefined, 8], [8]), undefined],
    [quotientOf([5, 6], [0]), undefined],
  ])('divides without remainder or not at all: %j is %j', (actual, expected) => expect(actual).toBe(expected));

  it.each(['floor(N/2)', 'a+b', 'N?', '(a * b)', 'a - ', '2N', '*'])('leaves the name %s as it is', (name) => {
    expect([addDims(name, 0), subtractDims(name, name), multiplyDims(name, 1)]).toEqual([name, 0, name]);
    expect(quotientOf([name, 6], [3, name])).toBe(2);
    expect([addDims(name, 1), multiplyDims(name, 2)]).toEqual([undefined, undefined]);
    expect(resolveDim(name, (found) => (found === name ? 4 : undefined))).toBe(4);
  });

  it.each(['batch-size', 'unk__12', 'images.0_dim', 'x:0'])('calculates with the name %s', (name) => {
    expect(resolveDim(multiplyDims(addDims(name, 1), 2), (found) => (found === name ? 4 : undefined))).toBe(10);
  });

  it('puts numbers in for names', () => {
    const extentOf = (name: string) => ({ batch: 2, seq: 8 })[name];
    expect(resolveDim('12*batch*seq', extentOf)).toBe(192);
    expect(resolveDim('past + seq - 1', extentOf)).toBe('past + 7');
    expect(resolveDim(undefined, extentOf)).toBeUndefined();
  });
});

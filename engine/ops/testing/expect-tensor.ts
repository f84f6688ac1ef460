import { expect } from 'vitest';
import { isNumeric, type Tensor, tensorBytes, tensorNumbers } from '../../ir/tensor.ts';

/** Expects the same type, dims and elements; floats may differ by `tolerance` times one plus their size. NaN equals NaN. */
export function expectTensor(actual: Tensor | undefined, expected: Tensor, tolerance: number): void {
  expect(actual && { dataType: actual.dataType, dims: actual.dims }).toEqual({
    dataType: expected.dataType,
    dims: expected.dims,
  });
  if (!actual || !isNumeric(expected.dataType)) return;
  if (tolerance === 0) {
    // Copies, since a Buffer never equals a Uint8Array.
    expect(new Uint8Array(tensorBytes(actual))).toEqual(new Uint8Array(tensorBytes(expected)));
    return;
  }
  const [found, wanted] = [tensorNumbers(actual), tensorNumbers(expected)];
  const wrong = wanted.findIndex((value, index) => {
    const other = found[index] ?? Number.NaN;
    return !Object.is(other, value) && !(Math.abs(other - value) <= tolerance * (1 + Math.abs(value)));
  });
  expect(wrong < 0 ? 'equal' : { index: wrong, found: found[wrong], wanted: wanted[wrong] }).toBe('equal');
}

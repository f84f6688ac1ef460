import { describe, expect, it } from 'vitest';
import { isConvertible, numbersOf, toElements } from './elements.ts';

const converted = (values: readonly number[], dataType: Parameters<typeof toElements>[1]) => {
  const data = toElements(Float32Array.from(values), dataType);
  return data === undefined ? undefined : [...(numbersOf({ dataType, dims: [values.length], data }) ?? [])];
};

describe('toElements', () => {
  it.each([
    ['float32', [0.5, -1.25, 300]],
    ['float64', [0.5, -1.25, 300]],
    ['float16', [0.5, -1.25, 300]],
    ['bfloat16', [0.5, -1.25, 300]],
    ['int64', [1, -1, 300]],
    ['int32', [1, -1, 300]],
    ['int16', [1, -1, 300]],
    ['uint64', [1, 0, 300]],
    ['uint16', [1, 0, 300]],
    ['uint8', [1, 0, 255]],
    ['int8', [1, -1, 127]],
    ['bool', [1, 1, 1]],
  ] as const)('makes %s of 0.5, -1.25 and 300, rounding and saturating integers', (dataType, expected) => {
    expect(converted([0.5, -1.25, 300], dataType)).toEqual(expected);
  });

  it('rounds float16 to nearest even and overflows to infinity', () => {
    expect(converted([2049, 2051, 70000], 'float16')).toEqual([2048, 2052, Number.POSITIVE_INFINITY]);
  });

  it('saturates integers and makes 0 of NaN', () => {
    const extremes = Float32Array.from([1e30, -1e30, Number.NaN]);
    expect(toElements(extremes, 'int8')).toEqual(Uint8Array.from([127, 128, 0]));
    const wide = toElements(extremes, 'int64') ?? new Uint8Array();
    expect(new BigInt64Array(wide.buffer)).toEqual(BigInt64Array.from([2n ** 63n - 1n, -(2n ** 63n), 0n]));
  });

  it('does not copy float32', () => {
    const values = Float32Array.from([1, 2]);
    expect(toElements(values.subarray(1), 'float32')?.buffer).toBe(values.buffer);
  });

  it('says which types numbers cannot become', () => {
    expect(converted([1], 'string')).toBeUndefined();
    expect([isConvertible('string'), isConvertible('int4'), isConvertible('float16')]).toEqual([false, false, true]);
  });
});

describe('numbersOf', () => {
  it('reads bytes at any offset', () => {
    const bytes = new Uint8Array(9);
    new DataView(bytes.buffer).setFloat32(5, 1.5, true);
    expect([...(numbersOf({ dataType: 'float32', dims: [1], data: bytes.subarray(5) }) ?? [])]).toEqual([1.5]);
  });
});

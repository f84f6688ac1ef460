import { describe, expect, it } from 'vitest';
import { InvariantError } from '../errors.ts';
import type { DataType } from '../ir/data-type.ts';
import { reduceTensor } from './reduce.ts';
import type { HostTensor } from './session.ts';

const tensor = (dataType: DataType, values: ArrayBufferView, count: number): HostTensor => ({
  dataType,
  dims: [count],
  data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
});

const floats = (...values: number[]) => tensor('float32', Float32Array.from(values), values.length);

describe('range', () => {
  it('is the least and the greatest element', () => {
    expect(reduceTensor(floats(1.5, -2, 0.25), { kind: 'range' })).toEqual({
      kind: 'range',
      min: -2,
      max: 1.5,
      elementCount: 3,
    });
  });

  it('skips NaN and infinities and counts only what it saw', () => {
    const values = floats(Number.NaN, 3, Number.NEGATIVE_INFINITY, -1, Number.POSITIVE_INFINITY);
    expect(reduceTensor(values, { kind: 'range' })).toEqual({ kind: 'range', min: -1, max: 3, elementCount: 2 });
  });

  it('over nothing is neutral when ranges are merged', () => {
    const empty = { kind: 'range', min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, elementCount: 0 };
    expect(reduceTensor(floats(), { kind: 'range' })).toEqual(empty);
    expect(reduceTensor(floats(Number.NaN), { kind: 'range' })).toEqual(empty);
  });

  it.each<[DataType, ArrayBufferView]>([
    // binary16: 1.0, -2.0, 65504 (the largest), 2^-24 (the smallest subnormal), NaN, +Infinity
    ['float16', Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x7e00, 0x7c00)],
    ['float64', Float64Array.of(-2, 65504, 0)],
    ['int64', BigInt64Array.of(-2n, 65504n, 0n)],
    ['int32', Int32Array.of(-2, 65504, 0)],
  ])('reads %s elements', (dataType, values) => {
    const range = reduceTensor(tensor(dataType, values, values.byteLength), { kind: 'range' });
    expect(range).toMatchObject({ min: -2, max: 65504 });
  });

  it.each<[DataType, ArrayBufferView, number, number]>([
    ['uint8', Uint8Array.of(200, 3, 255), 3, 255],
    ['int8', Int8Array.of(-128, 3, 127), -128, 127],
    ['bool', Uint8Array.of(0, 1, 1), 0, 1],
    ['int16', Int16Array.of(-300, 300), -300, 300],
    ['uint16', Uint16Array.of(60000, 7), 7, 60000],
    ['uint32', Uint32Array.of(4_000_000_000, 7), 7, 4_000_000_000],
    ['uint64', BigUint64Array.of(7n, 9n), 7, 9],
  ])('reads %s elements with their sign', (dataType, values, min, max) => {
    expect(reduceTensor(tensor(dataType, values, 0), { kind: 'range' })).toMatchObject({ min, max });
  });

  it('reads elements at an odd address', () => {
    const bytes = new Uint8Array(9);
    bytes.set(new Uint8Array(Float32Array.of(5, -5).buffer), 1);
    const shifted: HostTensor = { dataType: 'float32', dims: [2], data: bytes.subarray(1) };
    expect(reduceTensor(shifted, { kind: 'range' })).toMatchObject({ min: -5, max: 5 });
  });

  it('refuses strings as a defect of the caller', () => {
    const strings: HostTensor = { dataType: 'string', dims: [1], data: new Uint8Array(0), strings: ['a'] };
    expect(() => reduceTensor(strings, { kind: 'range' })).toThrow(InvariantError);
  });
});

describe('histogram', () => {
  const counts = (values: HostTensor, min: number, max: number, binCount: number, of?: 'value' | 'magnitude') => {
    const output = reduceTensor(values, { kind: 'histogram', min, max, binCount, ...(of && { of }) });
    return output.kind === 'histogram' ? Array.from(output.counts) : undefined;
  };

  it('has bins closed below and open above, the last one closed', () => {
    // Bins of [0, 4]: [0,1) [1,2) [2,3) [3,4]
    expect(counts(floats(0, 0.5, 1, 1.99, 2, 3, 4), 0, 4, 4)).toEqual([2, 2, 1, 2]);
  });

  it('puts values outside into the end bins', () => {
    expect(counts(floats(-7, -1, 0, 9), -1, 1, 2)).toEqual([2, 2]);
  });

  it('leaves NaN and infinities out', () => {
    const values = floats(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.5);
    expect(counts(values, 0, 1, 2)).toEqual([0, 1]);
  });

  it('counts magnitudes when asked to', () => {
    expect(counts(floats(-3, -1, 1, 2), 0, 4, 2, 'magnitude')).toEqual([2, 2]);
    expect(counts(floats(-3, -1, 1, 2), 0, 4, 2, 'value')).toEqual([3, 1]);
  });

  it('of a constant has everything in one bin', () => {
    expect(counts(floats(2, 2, 2), 2, 2, 3)).toEqual([3, 0, 0]);
  });

  it('never counts beyond the last bin, whatever rounding does', () => {
    const nearMax = floats(0.1 - 2 ** -30, 0.09999999);
    expect(counts(nearMax, 0, 0.1, 3)?.reduce((sum, count) => sum + count)).toBe(2);
  });

  it('refuses a range upside down', () => {
    expect(() => counts(floats(1), 1, 0, 2)).toThrow(InvariantError);
  });
});

it('channels keep their largest magnitude and their sum, whichever axis they are on', () => {
  const data = new Uint8Array(Float32Array.of(1, -2, 3, 4, Number.NaN, -6, 7, 8).buffer);
  const tensor = { dataType: 'float32', dims: [2, 2, 2], data } as const;
  expect(reduceTensor(tensor, { kind: 'channels', axis: 1 })).toEqual({
    kind: 'channels',
    magnitudes: Float64Array.of(6, 8),
    sums: Float64Array.of(-7, 22),
    elementCounts: Float64Array.of(3, 4),
  });
  expect(reduceTensor(tensor, { kind: 'channels', axis: -1 })).toEqual({
    kind: 'channels',
    magnitudes: Float64Array.of(7, 8),
    sums: Float64Array.of(11, 4),
    elementCounts: Float64Array.of(3, 4),
  });
});

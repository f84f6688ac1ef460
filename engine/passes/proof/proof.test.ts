import { describe, expect, test } from 'vitest';
import { type ComparedTensor, compareOutputs } from './proof.ts';

const floats = (...values: number[]): ComparedTensor => ({ dataType: 'float32', dims: [values.length], values });
const ints = (...values: number[]): ComparedTensor => ({ dataType: 'int64', dims: [values.length], values });

describe('compareOutputs', () => {
  test('measures errors against the largest value', () => {
    expect(compareOutputs([[floats(100, 0, -200), floats(100, 0.01, -200)]])).toEqual({
      status: 'equal',
      maxAbsoluteError: 0.01,
      maxRelativeError: 0.01 / 200,
    });
    expect(compareOutputs([[floats(1, 2), floats(1, 2.1)]]).status).toBe('different');
  });

  test('whole numbers must be the same', () => {
    expect(compareOutputs([[ints(1_000_000, 7), ints(1_000_000, 8)]]).status).toBe('different');
    expect(compareOutputs([[ints(3), ints(3)]]).status).toBe('equal');
  });

  test('undefined values agree with undefined values alone', () => {
    expect(compareOutputs([[floats(Number.NaN, 1), floats(Number.NaN, 1)]]).status).toBe('equal');
    expect(compareOutputs([[floats(Number.NaN, 1), floats(0, 1)]]).status).toBe('different');
    expect(compareOutputs([[floats(0, 1), floats(Infinity, 1)]]).status).toBe('different');
  });

  test('other types are no proof', () => {
    expect(compareOutputs([[floats(1), floats(1, 2)]])).toEqual({
      status: 'not-checked',
      reason: 'the output was float32 [1] and became float32 [2]',
    });
  });
});

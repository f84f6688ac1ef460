import { describe, expect, test } from 'vitest';
import type { ValueId } from '../../ir/graph.ts';
import { parseTensorrtCache, printTensorrtCache, tableOfTensorrtCache, toTensorrtScales } from './tensorrt-cache.ts';

const text = [
  'TRT-8601-EntropyCalibration2',
  'input: 3c008912',
  '(Unnamed Layer* 1) [Convolution]_output: 3d0a1b2c',
  'scope::x:0: 3f800000',
  'unused: 0',
  '',
].join('\n');

describe('reading', () => {
  test('takes names with colons and blanks, and scales as the bits of float32', () => {
    const { header, scales } = parseTensorrtCache(text);
    expect(header).toBe('TRT-8601-EntropyCalibration2');
    expect([...scales.keys()]).toEqual(['input', '(Unnamed Layer* 1) [Convolution]_output', 'scope::x:0']);
    expect(scales.get('scope::x:0')).toBe(1);
    // 0x3c008912 is 2^-7 * (1 + 0x8912 / 2^23).
    expect(scales.get('input')).toBe(2 ** -7 * (1 + 0x8912 / 2 ** 23));
  });

  test.each([
    ['', 'its first line'],
    ['{"a": 1}', 'its first line'],
    ['TRT-8601-EntropyCalibration2\ninput = 5', 'line 2'],
    ['TRT-8601-EntropyCalibration2\ninput: 3c008912\nnext: zzz', 'line 3'],
  ])('refuses another file: %s', (other, reason) => {
    expect(() => parseTensorrtCache(other)).toThrow(
      expect.objectContaining({
        code: 'precision.unreadable-cache',
        details: { reason: expect.stringContaining(reason) },
      }),
    );
  });

  test('lines may end as Windows ends them', () => {
    expect(parseTensorrtCache(text.replaceAll('\n', '\r\n')).scales.size).toBe(3);
  });
});

test('what is written is read again, bit by bit', () => {
  const { scales } = parseTensorrtCache(text);
  expect(parseTensorrtCache(printTensorrtCache(scales)).scales).toEqual(scales);
});

test('a scale is the larger side over 127; a tensor that was always zero has none', () => {
  const range = (min: number, max: number) => ({
    range: { min, max },
    averageRange: { min, max },
    threshold: { min, max },
  });
  const [a, b, c] = [1 as ValueId, 2 as ValueId, 3 as ValueId];
  const table = {
    method: { kind: 'entropy' },
    basis: 'data',
    batchCount: 1,
    values: new Map([
      [a, range(-254, 127)],
      [b, range(0, 0)],
      [c, range(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)],
    ]),
  } as const;
  expect(toTensorrtScales(table, String)).toEqual(new Map([['1', 2]]));
});

test('ranges of a cache are symmetric, for the tensors that it names', () => {
  const [x, y] = [1 as ValueId, 2 as ValueId];
  const table = tableOfTensorrtCache(
    { header: '', scales: new Map([['x', 0.5]]) },
    new Map([
      ['x', x],
      ['y', y],
    ]),
  );
  expect(table.values.get(x)?.threshold).toEqual({ min: -63.5, max: 63.5 });
  expect(table.values.has(y)).toBe(false);
  expect(table.basis).toBe('cache');
});

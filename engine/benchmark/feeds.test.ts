import { describe, expect, it } from 'vitest';
import type { DataType } from '../ir/data-type.ts';
import type { SessionPort } from '../runtime/session.ts';
import { randomFeeds } from './feeds.ts';

const port = (name: string, dataType: DataType, ...dims: (number | string)[]): SessionPort => ({
  name,
  dataType,
  dims,
});

const elements = (name: string, dataType: DataType, count = 400): readonly number[] => {
  const data = randomFeeds([port(name, dataType, count)]).feeds[name]?.data ?? new Uint8Array(0);
  switch (dataType) {
    case 'float32':
      return Array.from(new Float32Array(data.buffer, data.byteOffset, count));
    case 'int64':
      return Array.from(new BigInt64Array(data.buffer, data.byteOffset, count), Number);
    case 'int8':
      return Array.from(new Int8Array(data.buffer, data.byteOffset, count));
    default:
      return Array.from(data);
  }
};

describe('randomFeeds', () => {
  it('fills every input with its type and dims', () => {
    const { feeds, batch } = randomFeeds([port('x', 'float32', 'N', 3), port('ids', 'int64', 'N', 2)], { batch: 2 });
    expect(batch).toBe(2);
    expect(feeds.x).toMatchObject({ dataType: 'float32', dims: [2, 3] });
    expect(feeds.x?.data.byteLength).toBe(24);
    expect(feeds.ids).toMatchObject({ dataType: 'int64', dims: [2, 2] });
    expect(feeds.ids?.data.byteLength).toBe(32);
  });

  it('draws floats on both sides of zero, within 1', () => {
    const values = elements('x', 'float32');
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
    expect(Math.min(...values)).toBeLessThan(-0.9);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(Math.max(...values)).toBeGreaterThan(0.9);
  });

  it('draws indices that any table has', () => {
    expect(new Set(elements('input_ids', 'int64'))).toEqual(new Set([0, 1]));
  });

  it('lets masks pass everything', () => {
    expect(new Set(elements('attention_mask', 'int64'))).toEqual(new Set([1]));
    expect(new Set(elements('attention_mask', 'float32'))).toEqual(new Set([1]));
    expect(new Set(elements('key_padding_mask', 'bool'))).toEqual(new Set([1]));
  });

  it('uses the whole range of 8-bit integers and switches booleans off', () => {
    expect(Math.max(...elements('image', 'uint8', 5000))).toBeGreaterThan(250);
    expect(Math.min(...elements('image', 'int8', 5000))).toBeLessThan(-120);
    expect(new Set(elements('use_cache', 'bool'))).toEqual(new Set([0]));
  });

  it('gives the same input the same values, whatever comes beside it', () => {
    const alone = randomFeeds([port('x', 'float32', 5)], { seed: 9 }).feeds.x;
    const beside = randomFeeds([port('w', 'float32', 5), port('x', 'float32', 5)], { seed: 9 }).feeds;
    expect(beside.x).toEqual(alone);
    expect(beside.w).not.toEqual(alone);
    expect(randomFeeds([port('x', 'float32', 5)], { seed: 10 }).feeds.x).not.toEqual(alone);
  });

  it('gives strings', () => {
    expect(randomFeeds([port('text', 'string', 2)]).feeds.text).toMatchObject({ dims: [2], strings: ['a', 'a'] });
  });

  it('refuses inputs that cannot be fed', () => {
    const list: SessionPort = { name: 'list', dataType: undefined, dims: [] };
    expect(() => randomFeeds([list])).toThrow(expect.objectContaining({ code: 'benchmark.unsupported-input' }));
    expect(() => randomFeeds([port('x', 'bfloat16', 1)])).toThrow(
      expect.objectContaining({ details: { input: 'x', dataType: 'bfloat16' } }),
    );
  });
});

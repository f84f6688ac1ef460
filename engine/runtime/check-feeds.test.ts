import { describe, expect, it } from 'vitest';
import { findFeedMismatch } from './check-feeds.ts';
import type { HostTensor, SessionPort } from './session.ts';

const image: SessionPort = { name: 'image', dataType: 'float32', dims: ['batch', 3, undefined, 4] };
const count: SessionPort = { name: 'count', dataType: 'int64', dims: [] };
const words: SessionPort = { name: 'words', dataType: 'string', dims: ['n'] };
const sequence: SessionPort = { name: 'sequence', dataType: undefined, dims: [] };

const floats = (...dims: number[]): HostTensor => ({
  dataType: 'float32',
  dims,
  data: new Uint8Array(4 * dims.reduce((product, dim) => product * dim, 1)),
});

describe('findFeedMismatch', () => {
  it('accepts any extent where the model names or leaves open a dimension', () => {
    expect(findFeedMismatch([image], { image: floats(2, 3, 7, 4) })).toBeUndefined();
    expect(findFeedMismatch([image], { image: floats(0, 3, 7, 4) })).toBeUndefined();
  });

  it('names a fixed dimension that differs', () => {
    expect(findFeedMismatch([image], { image: floats(2, 1, 7, 4) })).toEqual({
      input: 'image',
      expected: 'float32[batch, 3, ?, 4]',
      got: 'float32[2, 1, 7, 4]',
    });
  });

  it('names a rank that differs', () => {
    expect(findFeedMismatch([image], { image: floats(3, 7, 4) })?.got).toBe('float32[3, 7, 4]');
  });

  it('names an element type that differs', () => {
    const bytes: HostTensor = { dataType: 'uint8', dims: [1, 3, 4, 4], data: new Uint8Array(48) };
    expect(findFeedMismatch([image], { image: bytes })?.got).toBe('uint8[1, 3, 4, 4]');
  });

  it('names an input that is not fed', () => {
    expect(findFeedMismatch([image], {})).toEqual({
      input: 'image',
      expected: 'float32[batch, 3, ?, 4]',
      got: 'nothing',
    });
  });

  it('names a feed that the model does not have, with the names it has', () => {
    const mismatch = findFeedMismatch([image], { imgae: floats(1, 3, 7, 4) });
    expect(mismatch).toEqual({
      input: 'imgae',
      expected: "one of the inputs 'image'",
      got: 'a name the model does not have',
    });
  });

  it('names bytes that do not fill the dims', () => {
    const short: HostTensor = { dataType: 'float32', dims: [1, 3, 1, 4], data: new Uint8Array(47) };
    expect(findFeedMismatch([image], { image: short })).toMatchObject({
      expected: '48 bytes for float32[1, 3, 1, 4]',
      got: '47',
    });
  });

  it('refuses negative and fractional dims', () => {
    expect(findFeedMismatch([image], { image: { ...floats(1, 3, 1, 4), dims: [-1, 3, 1, 4] } })).toBeDefined();
    expect(findFeedMismatch([image], { image: { ...floats(1, 3, 1, 4), dims: [0.5, 3, 2, 4] } })).toBeDefined();
  });

  it('takes a scalar where no dims are stated', () => {
    const scalar: HostTensor = { dataType: 'int64', dims: [], data: new Uint8Array(8) };
    expect(findFeedMismatch([count], { count: scalar })).toBeUndefined();
  });

  it('counts strings', () => {
    const two: HostTensor = { dataType: 'string', dims: [2], data: new Uint8Array(0), strings: ['a', 'b'] };
    expect(findFeedMismatch([words], { words: two })).toBeUndefined();
    expect(findFeedMismatch([words], { words: { ...two, strings: ['a'] } })).toMatchObject({ got: '1' });
  });

  it('says that a sequence cannot be fed', () => {
    expect(findFeedMismatch([sequence], { sequence: floats(1) })?.expected).toBe('a sequence, map or optional');
  });
});

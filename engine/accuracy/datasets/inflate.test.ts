import { deflateRawSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { type ByteSource, memoryBytes } from './byte-source.ts';
import { inflate, inflatedLimitBytes, inflatePrefix } from './inflate.ts';

const content = Uint8Array.from({ length: 20_000 }, (_, i) => (i * i) % 251);

it.each([
  ['gzip', gzipSync(content)],
  ['deflate', deflateRawSync(content)],
] as const)('unpacks %s', async (compression, packed) => {
  expect(await inflate(memoryBytes('data', packed), compression, content.length)).toEqual(content);
  expect(await inflatePrefix(memoryBytes('data', packed), compression, 7)).toEqual(content.slice(0, 7));
});

it('reads no more of the file than the prefix needs', async () => {
  const packed = memoryBytes('data', gzipSync(noise(2 ** 21)));
  let readCount = 0;
  const watched: ByteSource = {
    ...packed,
    read: (offset, length) => {
      readCount += length;
      return packed.read(offset, length);
    },
  };
  await inflatePrefix(watched, 'gzip', 16);
  expect(readCount).toBeLessThan(packed.sizeBytes / 2);
});

it('refuses more than memory should hold', async () => {
  const huge: ByteSource = {
    path: 'data',
    sizeBytes: inflatedLimitBytes,
    read: () => Promise.reject(new Error('read')),
  };
  await expect(inflate(huge, 'gzip', inflatedLimitBytes + 1)).rejects.toMatchObject({ code: 'data.too-large' });
});

it('stops quietly when cancelled', async () => {
  const packed = memoryBytes('data', gzipSync(content));
  await expect(inflate(packed, 'gzip', content.length, AbortSignal.abort())).rejects.toMatchObject({
    name: 'AbortError',
  });
});

/** Bytes that do not compress. */
function noise(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = Math.imul(state, 1664525) + 1013904223;
    return state >>> 24;
  });
}

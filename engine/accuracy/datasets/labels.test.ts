import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { idxBytes, npyBytes } from '../testing/array-files.ts';
import { scratchFolder } from '../testing/scratch.ts';
import { readLabelsFile, requireOneLabelPerSample } from './labels.ts';

const read = async (bytes: Uint8Array) => readLabelsFile(join(await scratchFolder({ labels: bytes }), 'labels'));

it.each([
  ['.npy of int64', npyBytes('<i8', [3], BigInt64Array.from([2n, 0n, 1n]))],
  ['.npy of one column', npyBytes('|u1', [3, 1], Uint8Array.from([2, 0, 1]))],
  ['.npy of whole floats', npyBytes('<f8', [3], Float64Array.from([2, 0, 1]))],
  ['IDX', idxBytes([3], [2, 0, 1])],
  ['IDX, gzip', new Uint8Array(gzipSync(idxBytes([3], [2, 0, 1])))],
])('reads labels from %s', async (_, bytes) => {
  expect(await read(bytes)).toEqual(Int32Array.from([2, 0, 1]));
});

it.each([
  ['one-hot labels', npyBytes('|u1', [1, 3], Uint8Array.from([0, 1, 0])), 'argmax'],
  ['fractions', npyBytes('<f4', [2], Float32Array.from([1, 1.5])), '1.5'],
  ['labels beyond 32 bits', npyBytes('<i8', [1], BigInt64Array.from([2n ** 40n])), '1099511627776'],
  ['images', idxBytes([1, 1, 1], [0]), 'images, not labels'],
  ['text', new TextEncoder().encode('0\n1\n2\n'), 'no labels file'],
])('refuses %s', async (_, bytes, words) => {
  await expect(read(bytes)).rejects.toMatchObject({
    code: 'data.unrecognized',
    message: expect.stringContaining(words),
  });
});

it('names the labels file that does not exist', async () => {
  await expect(readLabelsFile('/nowhere/labels.npy')).rejects.toMatchObject({
    code: 'data.not-found',
    details: { path: '/nowhere/labels.npy' },
  });
});

it('refuses another number of labels than samples', () => {
  expect(() => requireOneLabelPerSample(new Int32Array(9), 'y.npy', 'x.npy', 10)).toThrow(
    expect.objectContaining({
      code: 'data.labels-mismatch',
      details: { path: 'y.npy', labelCount: 9, data: 'x.npy', sampleCount: 10 },
    }),
  );
});

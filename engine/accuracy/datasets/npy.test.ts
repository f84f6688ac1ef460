import { describe, expect, it } from 'vitest';
import { npyBytes } from '../testing/array-files.ts';
import { fixturePath, scratchFolder } from '../testing/scratch.ts';
import { arrayDataset } from './array-dataset.ts';
import { type ByteSource, fileBytes, memoryBytes } from './byte-source.ts';
import { openNpy } from './npy.ts';

const openFixture = async (name: string) => openNpy(await fileBytes(fixturePath(name)));
const open = (bytes: Uint8Array) => openNpy(memoryBytes('x.npy', bytes));

describe('openNpy', () => {
  it.each([
    ['|u1', Uint8Array.from([0, 200, 255, 7])],
    ['|i1', Int8Array.from([-128, 127, 0, 7])],
    ['<i2', Int16Array.from([-32768, 32767, 0, 7])],
    ['<i4', Int32Array.from([-(2 ** 31), 2 ** 31 - 1, 0, 7])],
    ['<f4', Float32Array.from([0.1, -1e30, 0, 7])],
    ['<f8', Float64Array.from([0.1, -1e300, 0, 7])],
  ])('reads %s', async (descr, values) => {
    const array = await open(npyBytes(descr, [2, 2], values));
    expect(array.shape).toEqual([2, 2]);
    expect([...(await array.readNumbers(0, 2))]).toEqual([...values]);
    expect([...(await array.readNumbers(1, 1))]).toEqual([...values].slice(2));
  });

  it('reads <i8', async () => {
    const array = await open(npyBytes('<i8', [2], BigInt64Array.from([-5n, 2n ** 40n])));
    expect([...(await array.readNumbers(0, 2))]).toEqual([-5, 2 ** 40]);
  });

  it('reads what NumPy writes: float16, and format version 2', async () => {
    const halves = await openFixture('float16.npy');
    expect([...(await halves.readNumbers(0, 2))]).toEqual([
      1.5,
      -2.25,
      65504,
      0.0999755859375,
      -0,
      Number.POSITIVE_INFINITY,
    ]);
    const integers = await openFixture('version-2.npy');
    expect([...(await integers.readNumbers(1, 2))]).toEqual([-1, 0, 1, 2]);
  });

  it.each([
    ['fortran.npy', 'Fortran order'],
    ['big-endian.npy', 'big-endian'],
    ['record.npy', 'record'],
    ['stored.npz', 'no NumPy array'],
  ])('refuses %s', async (name, words) => {
    await expect(openFixture(name)).rejects.toMatchObject({
      code: 'data.unrecognized',
      message: expect.stringContaining(words),
    });
  });

  it('refuses a file shorter than its header says', async () => {
    const bytes = npyBytes('<f4', [100, 10], new Float32Array(999));
    await expect(open(bytes)).rejects.toMatchObject({
      code: 'data.truncated',
      details: { expectedBytes: 128 + 4000, actualBytes: 128 + 3996 },
    });
  });

  it.each([
    ['an absurd shape', npyBytes('<f4', [2 ** 40, 2 ** 40], new Float32Array(1)), 'data.truncated'],
    ['a negative shape', npyBytes('<f4', [-4, 1], new Float32Array(1)), 'data.unrecognized'],
    ['a cut header', npyBytes('<f4', [1], new Float32Array(1)).subarray(0, 60), 'data.truncated'],
    ['nothing but the magic bytes', npyBytes('<f4', [1], new Float32Array(1)).subarray(0, 6), 'data.unrecognized'],
  ])('refuses %s', async (_, bytes, code) => {
    await expect(open(bytes)).rejects.toMatchObject({ code });
  });
});

describe('arrayDataset', () => {
  it('takes uint8 arrays as images and others as they are', async () => {
    const gray = arrayDataset(
      await open(npyBytes('|u1', [2, 2, 2], Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]))),
      undefined,
    );
    expect(gray).toMatchObject({ elementKind: 'uint8-hwc', sampleShape: [2, 2, 1] });
    const table = arrayDataset(await open(npyBytes('|u1', [2, 3], Uint8Array.from([1, 2, 3, 4, 5, 6]))), undefined);
    expect(table).toMatchObject({ elementKind: 'float', sampleShape: [3] });
    expect(await table.read(1, 1)).toEqual(Float32Array.from([4, 5, 6]));
  });

  it('reads the ranges asked for, and the header, but nothing else of the file', async () => {
    const folder = await scratchFolder({
      'x.npy': npyBytes(
        '<f4',
        [1000, 16],
        Float32Array.from({ length: 16_000 }, (_, i) => i),
      ),
    });
    const file = await fileBytes(`${folder}/x.npy`);
    const ranges: [number, number][] = [];
    const watched: ByteSource = {
      ...file,
      read: (offset, length) => {
        ranges.push([offset, length]);
        return file.read(offset, length);
      },
    };
    const dataset = arrayDataset(await openNpy(watched), undefined);
    const headerBytes = ranges.reduce((sum, [, length]) => sum + length, 0);
    expect(headerBytes).toBeLessThanOrEqual(130);
    ranges.length = 0;
    const last = await dataset.read(990, 10);
    await dataset.read(5, 2);
    expect(ranges).toEqual([
      [128 + 990 * 64, 640],
      [128 + 5 * 64, 128],
    ]);
    expect(last).toEqual(Float32Array.from({ length: 160 }, (_, i) => 990 * 16 + i));
  });

  it('refuses integers that float32 would change', async () => {
    const dataset = arrayDataset(
      await open(npyBytes('<i4', [1, 2], Int32Array.from([16_777_216, 16_777_217]))),
      undefined,
    );
    await expect(dataset.read(0, 1)).rejects.toMatchObject({
      code: 'data.unrecognized',
      message: expect.stringContaining('16777217'),
    });
  });

  it('refuses an array without samples', async () => {
    const empty = await open(npyBytes('<f4', [0, 3], new Float32Array(0)));
    expect(() => arrayDataset(empty, undefined)).toThrow('holds no samples');
  });

  it('reports a file that shrank since it was opened', async () => {
    const bytes = npyBytes('<f4', [4], Float32Array.from([1, 2, 3, 4]));
    const source = memoryBytes('x.npy', bytes);
    const array = await openNpy(source);
    await expect(array.readBytes(3, 2)).rejects.toMatchObject({ code: 'data.truncated' });
  });
});

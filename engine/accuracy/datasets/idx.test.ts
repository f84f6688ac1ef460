import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { idxBytes } from '../testing/array-files.ts';
import { memoryBytes } from './byte-source.ts';
import { idxImages, idxLabelNames, openIdx } from './idx.ts';

const twoImages = idxBytes([2, 2, 3], [1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60]);

const open = (bytes: Uint8Array) => openIdx(memoryBytes('images', bytes));

describe('openIdx', () => {
  it.each([
    ['plain', twoImages],
    ['gzip', new Uint8Array(gzipSync(twoImages))],
  ])('reads grey images from a %s file as height x width x 1', async (_, bytes) => {
    const dataset = idxImages(await open(bytes), undefined);
    expect(dataset).toMatchObject({ sampleCount: 2, sampleShape: [2, 3, 1] });
    expect(await dataset.read(1, 1)).toEqual([
      { height: 2, width: 3, channels: 1, pixels: Uint8Array.from([10, 20, 30, 40, 50, 60]) },
    ]);
  });

  it('reads colour images with a fourth dimension', async () => {
    const dataset = idxImages(await open(idxBytes([1, 1, 2, 3], [1, 2, 3, 4, 5, 6])), undefined);
    expect(await dataset.read(0, 1)).toEqual([
      { height: 1, width: 2, channels: 3, pixels: Uint8Array.from([1, 2, 3, 4, 5, 6]) },
    ]);
  });

  it('refuses a plain file shorter than its header says, before reading any of it', async () => {
    await expect(open(twoImages.subarray(0, 20))).rejects.toMatchObject({
      code: 'data.truncated',
      details: { expectedBytes: 28, actualBytes: 20 },
    });
  });

  it('refuses a header that ends early', async () => {
    await expect(open(twoImages.subarray(0, 9))).rejects.toMatchObject({ code: 'data.truncated' });
  });

  it('refuses a gzip file whose content is shorter than its header says', async () => {
    await expect(open(new Uint8Array(gzipSync(twoImages.subarray(0, 20))))).rejects.toMatchObject({
      code: 'data.truncated',
      details: { expectedBytes: 28, actualBytes: 20 },
    });
  });

  it('refuses a gzip file that was cut', async () => {
    const bytes = gzipSync(
      idxBytes(
        [8, 8, 8],
        Array.from({ length: 512 }, (_, i) => (i * 97) % 251),
      ),
    );
    await expect(open(bytes.subarray(0, 200))).rejects.toMatchObject({ code: 'data.truncated' });
  });

  it('refuses sizes that the file cannot unpack to, without allocating them', async () => {
    const bomb = gzipSync(idxBytes([0xffffffff, 0xffff, 0xffff], []));
    await expect(open(bomb)).rejects.toMatchObject({ code: 'data.truncated' });
  });

  it('refuses a gzip file of anything else', async () => {
    await expect(open(gzipSync('hello, this is text'))).rejects.toMatchObject({ code: 'data.unrecognized' });
  });

  it('refuses element types other than unsigned bytes', async () => {
    const floats = Uint8Array.from(twoImages);
    floats[2] = 0x0d;
    await expect(open(floats)).rejects.toMatchObject({ code: 'data.unrecognized' });
  });

  it('says so when labels are given as images', async () => {
    const labels = await open(idxBytes([3], [0, 1, 2]));
    expect(() => idxImages(labels, undefined)).toThrow('holds labels, not images');
  });
});

describe('idxLabelNames', () => {
  it.each([
    ['t10k-images-idx3-ubyte.gz', ['t10k-labels-idx1-ubyte.gz', 't10k-labels-idx1-ubyte']],
    ['train-images.idx3-ubyte', ['train-labels.idx1-ubyte', 'train-labels.idx1-ubyte.gz']],
    ['t10k-labels-idx1-ubyte.gz', []],
  ])('of %s', (images, labels) => {
    expect(idxLabelNames(images)).toEqual(labels);
  });
});

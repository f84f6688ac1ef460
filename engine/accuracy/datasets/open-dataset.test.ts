import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { idxBytes, npyBytes } from '../testing/array-files.ts';
import { fixturePath, samplePath, scratchFolder } from '../testing/scratch.ts';
import { openDataset } from './open-dataset.ts';

const floats = (count: number) => npyBytes('<f4', [count, 2], new Float32Array(2 * count));
const labels = (count: number) => npyBytes('|u1', [count], new Uint8Array(count));

describe('openDataset', () => {
  it('opens the shipped test images and finds their labels beside them', async () => {
    const dataset = await openDataset(samplePath('test-images-idx3-ubyte.gz'), { labels: 'required' });
    expect(dataset).toMatchObject({ elementKind: 'uint8-hwc', sampleCount: 2000, sampleShape: [28, 28, 1] });
    // The first labels of Fashion-MNIST's test set: ankle boot, pullover, trouser, trouser, shirt.
    expect([...(dataset.labels ?? [])].slice(0, 5)).toEqual([9, 2, 1, 1, 6]);
    const [first] = await dataset.read(0, 1);
    expect(first).toMatchObject({ height: 28, width: 28 });
  });

  it.each([
    ['features.npy', 'labels.npy'],
    ['test-images.npy', 'test-labels.npy'],
    ['x.npy', 'y.npy'],
    ['data.npy', 'labels.npy'],
    ['x_images.npy', 'x_labels.npy'],
  ])('finds the labels of %s in %s, from the file or its folder', async (data, beside) => {
    const folder = await scratchFolder({ [data]: floats(3), [beside]: labels(3) });
    for (const path of [folder, join(folder, data)]) {
      expect(await openDataset(path)).toMatchObject({ name: data, sampleCount: 3, labels: new Int32Array(3) });
    }
  });

  it('takes a folder with one IDX pair', async () => {
    const folder = await scratchFolder({
      't10k-images-idx3-ubyte': idxBytes([2, 1, 1], [7, 8]),
      't10k-labels-idx1-ubyte': idxBytes([2], [1, 0]),
    });
    expect(await openDataset(folder)).toMatchObject({ sampleCount: 2, labels: Int32Array.from([1, 0]) });
  });

  it('refuses to choose between several arrays in a folder', async () => {
    const folder = await scratchFolder({ 'a-images.npy': floats(1), 'b-images.npy': floats(1) });
    await expect(openDataset(folder)).rejects.toMatchObject({
      code: 'data.unrecognized',
      message: expect.stringContaining('a-images.npy, b-images.npy'),
    });
  });

  it('takes the only .npy of a folder whatever its name, and any .npz', async () => {
    expect(await openDataset(await scratchFolder({ 'calib.npy': floats(4) }))).toMatchObject({ sampleCount: 4 });
    const folder = await scratchFolder();
    await copyFile(fixturePath('stored.npz'), join(folder, 'data.npz'));
    expect(await openDataset(folder)).toMatchObject({ sampleCount: 3, name: 'data.npz' });
  });

  it('uses given labels, of whatever name', async () => {
    const folder = await scratchFolder({ 'data.npy': floats(2), 'truth.npy': labels(2), 'other.npy': labels(3) });
    const path = join(folder, 'data.npy');
    expect((await openDataset(path)).labels).toBeUndefined();
    expect((await openDataset(path, { labelsPath: join(folder, 'truth.npy') })).labels).toHaveLength(2);
    await expect(openDataset(path, { labelsPath: join(folder, 'other.npy') })).rejects.toMatchObject({
      code: 'data.labels-mismatch',
      details: { labelCount: 3, sampleCount: 2 },
    });
  });

  it('refuses labels found beside the data that do not match in number', async () => {
    const folder = await scratchFolder({ 'features.npy': floats(3), 'labels.npy': labels(4) });
    await expect(openDataset(folder)).rejects.toMatchObject({ code: 'data.labels-mismatch' });
  });

  it('says that labels are missing where they are required', async () => {
    const path = join(await scratchFolder({ 'data.npy': floats(2) }), 'data.npy');
    await expect(openDataset(path, { labels: 'required' })).rejects.toMatchObject({
      code: 'data.labels-missing',
      details: { path },
    });
  });

  it.each([
    ['nothing there', 'missing', 'data.not-found'],
    ['a text file', 'notes.txt', 'data.unrecognized'],
    ['a single image', 'photo.jpg', 'data.unrecognized'],
    ['an empty file', 'empty', 'data.unrecognized'],
    ['a labels file', 't10k-labels-idx1-ubyte', 'data.unrecognized'],
    ['an empty folder', 'folder', 'data.unrecognized'],
  ])('refuses %s', async (_, name, code) => {
    const folder = await scratchFolder({
      'notes.txt': 'hello',
      'photo.jpg': 'jpeg',
      empty: '',
      't10k-labels-idx1-ubyte': idxBytes([1], [0]),
      'folder/.keep': '',
    });
    await expect(openDataset(join(folder, name))).rejects.toMatchObject({ code });
  });
});

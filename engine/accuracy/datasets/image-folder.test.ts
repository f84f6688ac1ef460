import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { fixturePath, scratchFolder } from '../testing/scratch.ts';
import { listFolder, openImageFolder } from './image-folder.ts';

/** A picture of one colour. */
const png = (r: number, g: number, b: number, size = 4) =>
  sharp({ create: { width: size, height: size, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();

const open = async (folder: string, labels?: Int32Array) => openImageFolder(folder, await listFolder(folder), labels);

describe('openImageFolder', () => {
  it('numbers classes by sorted folder name and takes one image of each in turn', async () => {
    const folder = await scratchFolder({
      'dog/1.png': await png(1, 0, 0),
      'dog/2.png': await png(2, 0, 0),
      'cat/1.png': await png(3, 0, 0),
      'cat/2.PNG': await png(4, 0, 0),
      'cat/3.png': await png(5, 0, 0),
      'ant/notes.txt': 'no image',
      '.hidden/1.png': await png(6, 0, 0),
    });
    const dataset = await open(folder);
    expect(dataset.classNames).toEqual(['ant', 'cat', 'dog']);
    expect(dataset.labels).toEqual(Int32Array.from([1, 2, 1, 2, 1]));
    const images = await dataset.read(0, 5);
    expect(images.map(({ pixels }) => pixels[0])).toEqual([3, 1, 4, 2, 5]);
    expect((await dataset.read(3, 2)).map(({ pixels }) => pixels[0])).toEqual([2, 5]);
  });

  it('decodes each format to RGB', async () => {
    const folder = await scratchFolder({
      'a/1.png': await png(10, 20, 30),
      'a/2.webp': await sharp(await png(10, 20, 30))
        .webp({ lossless: true })
        .toBuffer(),
      'a/3.jpg': await sharp(await png(200, 200, 200))
        .jpeg({ quality: 100 })
        .toBuffer(),
      'a/4.bmp': await readFile(fixturePath('rgb24.bmp')),
      'a/5.png': await sharp(await png(90, 90, 90))
        .toColourspace('b-w')
        .png()
        .toBuffer(),
      'a/6.png': await sharp(await png(10, 20, 30))
        .ensureAlpha(0.5)
        .png()
        .toBuffer(),
    });
    const images = await (await open(folder)).read(0, 6);
    expect(images.map(({ channels, pixels }) => [channels, ...pixels.slice(0, 3)])).toEqual([
      [3, 10, 20, 30],
      [3, 10, 20, 30],
      [3, 200, 200, 200],
      [3, 255, 228, 34],
      [3, 90, 90, 90],
      [3, 10, 20, 30],
    ]);
  });

  it('resizes while reading', async () => {
    const folder = await scratchFolder({ 'a/1.png': await png(10, 20, 30, 9), 'b/1.png': await png(40, 50, 60, 3) });
    const images = await (await open(folder)).read(0, 2, { resize: [2, 5] });
    expect(images.map(({ height, width }) => [height, width])).toEqual([
      [2, 5],
      [2, 5],
    ]);
    expect(images[1]?.pixels).toEqual(Uint8Array.from(Array.from({ length: 10 }, () => [40, 50, 60]).flat()));
  });

  it('decodes only what is read, and names an image that cannot be', async () => {
    const folder = await scratchFolder({
      'a/1.png': await png(1, 1, 1),
      'a/2.png': (await png(1, 1, 1)).subarray(0, 60),
      'a/3.bmp': 'BM',
    });
    const dataset = await open(folder);
    expect(await dataset.read(0, 1)).toHaveLength(1);
    await expect(dataset.read(1, 1)).rejects.toMatchObject({
      code: 'data.image-undecodable',
      details: { path: join(folder, 'a/2.png') },
    });
    await expect(dataset.read(2, 1)).rejects.toMatchObject({ code: 'data.image-undecodable' });
  });

  it('takes images without classes as unlabelled data, in the order of their names', async () => {
    const folder = await scratchFolder({ 'b.png': await png(2, 0, 0), 'a.png': await png(1, 0, 0) });
    const dataset = await open(folder);
    expect(dataset.labels).toBeUndefined();
    expect((await dataset.read(0, 2)).map(({ pixels }) => pixels[0])).toEqual([1, 2]);
    expect((await open(folder, Int32Array.from([4, 5]))).labels).toEqual(Int32Array.from([4, 5]));
  });

  it('refuses mixtures and folders without images', async () => {
    const mixed = await scratchFolder({ 'a.png': await png(1, 1, 1), 'a/1.png': await png(1, 1, 1) });
    await expect(open(mixed)).rejects.toMatchObject({ code: 'data.unrecognized' });
    const classes = await scratchFolder({ 'a/1.png': await png(1, 1, 1) });
    await expect(open(classes, Int32Array.from([0]))).rejects.toThrow('Leave out --labels');
    await expect(open(await scratchFolder({ 'a/notes.txt': 'x' }))).rejects.toMatchObject({
      code: 'data.unrecognized',
    });
  });

  it('stops quietly when cancelled', async () => {
    const dataset = await open(await scratchFolder({ 'a/1.png': await png(1, 1, 1) }));
    await expect(dataset.read(0, 1, { signal: AbortSignal.abort('stop') })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

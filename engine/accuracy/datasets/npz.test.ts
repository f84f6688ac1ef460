import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { fixturePath } from '../testing/scratch.ts';
import { fileBytes, memoryBytes } from './byte-source.ts';
import { openNpz } from './npz.ts';

/** x of stored.npz and compressed.npz: (arange(180) * 7) mod 256 in [3, 4, 5, 3]. */
const pixelsOf = (sample: number) => Uint8Array.from({ length: 60 }, (_, i) => ((sample * 60 + i) * 7) % 256);

const openFixture = async (name: string, labels?: Int32Array) => openNpz(await fileBytes(fixturePath(name)), labels);

describe('openNpz', () => {
  it.each(['stored.npz', 'compressed.npz'])('reads x and y of %s', async (name) => {
    const dataset = await openFixture(name);
    expect(dataset).toMatchObject({ name, sampleCount: 3, elementKind: 'uint8-hwc', sampleShape: [4, 5, 3] });
    expect(dataset.labels).toEqual(Int32Array.from([2, 0, 1]));
    expect(await dataset.read(2, 1)).toEqual([{ height: 4, width: 5, channels: 3, pixels: pixelsOf(2) }]);
  });

  it('prefers test data over training data', async () => {
    const dataset = await openFixture('keras-keys.npz');
    expect(dataset.sampleCount).toBe(2);
    expect(dataset.labels).toEqual(Int32Array.from([0, 1]));
    expect(await dataset.read(0, 1)).toMatchObject([{ pixels: pixelsOf(1) }]);
  });

  it('lets given labels win', async () => {
    const dataset = await openFixture('stored.npz', Int32Array.from([5, 6, 7]));
    expect(dataset.labels).toEqual(Int32Array.from([5, 6, 7]));
  });

  it('refuses an archive without samples, naming what it holds', async () => {
    const bytes = await patched('stored.npz', 'x.npy', 'q.npy');
    await expect(openNpz(memoryBytes('a.npz', bytes), undefined)).rejects.toMatchObject({
      code: 'data.unrecognized',
      message: expect.stringContaining('q, y'),
    });
  });

  it.each([10, 100, 400, 600])('refuses an archive cut after %i bytes', async (length) => {
    const bytes = (await readFile(fixturePath('stored.npz'))).subarray(0, length);
    await expect(openNpz(memoryBytes('a.npz', bytes), undefined)).rejects.toMatchObject({ code: 'data.unrecognized' });
  });

  it('refuses a directory that promises more than the file can hold', async () => {
    const bytes = await readFile(fixturePath('compressed.npz'));
    const entry = bytes.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    bytes.writeUInt32LE(0x7fffffff, entry + 24);
    await expect(openNpz(memoryBytes('a.npz', bytes), undefined)).rejects.toMatchObject({ code: 'data.truncated' });
  });

  it('refuses an entry that reaches beyond the file', async () => {
    const bytes = await readFile(fixturePath('stored.npz'));
    const entry = bytes.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    bytes.writeUInt32LE(100_000, entry + 20);
    await expect(openNpz(memoryBytes('a.npz', bytes), undefined)).rejects.toMatchObject({ code: 'data.truncated' });
  });
});

async function patched(name: string, from: string, to: string): Promise<Uint8Array> {
  const bytes = await readFile(fixturePath(name));
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) bytes.write(to, at);
  return bytes;
}

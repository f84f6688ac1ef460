import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { npyBytes } from '../accuracy/testing/array-files.ts';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import { type DataSpec, dataSpec } from '../api/contract.ts';
import type { SamplePicture } from '../view/sample-picture.ts';
import { pictureSample } from './picture-sample.ts';
import { loadGraph } from './testing/model-files.ts';

const { signal } = new AbortController();

const picture = async (spec: DataSpec, index = 0): Promise<SamplePicture> =>
  pictureSample(await loadGraph('y = GlobalAveragePool(x[N,3,2,2])'), spec, index, signal);

/** Four pixels of one colour, then the same data again. */
async function images(): Promise<string> {
  const pixels = Uint8Array.from([...[255, 128, 0], ...[255, 128, 0], ...[255, 128, 0], ...[255, 128, 0]]);
  const folder = await scratchFolder({
    'a-images.npy': npyBytes('|u1', [2, 2, 2, 3], Uint8Array.from([...pixels, ...pixels.toReversed()])),
    'a-labels.npy': npyBytes('<i4', [2], Int32Array.of(1, 4)),
  });
  return join(folder, 'a-images.npy');
}

const pixelsOf = async (url: string | undefined) =>
  new Uint8Array(
    await sharp(Buffer.from(url?.split(',')[1] ?? '', 'base64'))
      .raw()
      .toBuffer(),
  ).slice(0, 3);

describe('a sample as a picture', () => {
  it('is shown as it was read and as it is fed, with the label by the model', async () => {
    const spec = dataSpec.parse({ path: await images(), preprocess: 'tensorflow', labelOffset: -1 });
    const shown = await picture(spec);
    expect(shown).toMatchObject({ index: 0, sampleCount: 2, label: 0, shape: '[1, 3, 2, 2]' });
    expect(await pixelsOf(shown.read?.url)).toEqual(Uint8Array.of(255, 128, 0));
    // The same from the least to the greatest value, here -1 to 1.
    expect(await pixelsOf(shown.fed?.url)).toEqual(Uint8Array.of(255, 128, 0));
    expect(shown.channels.map(({ mean }) => Number(mean.toFixed(3)))).toEqual([1, 0.004, -1]);
  });

  it('shows a wrong mean in the statistics of its channels', async () => {
    const spec = dataSpec.parse({ path: await images(), preprocess: 'raw' });
    const { channels } = await picture(spec);
    expect(channels.map(({ mean, std }) => [mean, std])).toEqual([
      [255, 0],
      [128, 0],
      [0, 0],
    ]);
  });

  it('keeps the colours of a model that wants blue first', async () => {
    const spec = dataSpec.parse({ path: await images(), preprocess: 'caffe' });
    const shown = await picture(spec);
    const [red = 0, green = 0, blue = 0] = await pixelsOf(shown.fed?.url);
    expect(red).toBeGreaterThan(green);
    expect(green).toBeGreaterThan(blue);
    expect(shown.channels[0]?.mean).toBe(-104);
  });

  it('of arrays there is what is fed alone', async () => {
    const scratch = await scratchFolder({ 'x.npy': npyBytes('<f4', [1, 3, 2, 2], new Float32Array(12).fill(0.5)) });
    const shown = await picture(dataSpec.parse({ path: join(scratch, 'x.npy') }));
    expect(shown).not.toHaveProperty('read');
    expect(shown.fed).toMatchObject({ width: 2, height: 2 });
  });

  it('that is not there is named', async () => {
    const spec = dataSpec.parse({ path: await images() });
    await expect(picture(spec, 2)).rejects.toMatchObject({ code: 'data.sample-out-of-range' });
  });
});

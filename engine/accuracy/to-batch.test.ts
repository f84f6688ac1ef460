import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { HwcImage } from './datasets/dataset.ts';
import { numbersOf } from './elements.ts';
import { type Preprocess, presets } from './preprocess.ts';
import { fixturePath } from './testing/scratch.ts';
import { toBatch, toFloatBatch } from './to-batch.ts';

const image = (height: number, width: number, channels: number, pixels: readonly number[]): HwcImage => ({
  height,
  width,
  channels,
  pixels: Uint8Array.from(pixels),
});

/** 1 x 2 pixels: (10, 20, 30) and (40, 50, 60). */
const pair = image(1, 2, 3, [10, 20, 30, 40, 50, 60]);

const port = (
  dims: readonly (number | string)[],
  dataType: 'float32' | 'float16' | 'uint8' | 'int64' | 'string' = 'float32',
) => ({
  name: 'image',
  dataType,
  dims,
});

const batchOf = (
  images: readonly HwcImage[],
  preprocess: Partial<Preprocess>,
  input: ReturnType<typeof port>,
  batch?: number,
) => {
  const tensor = toBatch(images, { ...presets.none, ...preprocess }, input, { dataName: 'data', batch });
  return { dims: tensor.dims, values: [...(numbersOf(tensor) ?? [])] };
};

describe('toBatch', () => {
  it.each([
    ['NCHW by the input', {}, ['N', 3, 1, 2], [1, 3, 1, 2], [10, 40, 20, 50, 30, 60]],
    ['NHWC by the input', {}, ['N', 1, 2, 3], [1, 1, 2, 3], [10, 20, 30, 40, 50, 60]],
    ['NCHW where the input says nothing', {}, ['N', 'C', 'H', 'W'], [1, 3, 1, 2], [10, 40, 20, 50, 30, 60]],
    ['NHWC on request', { layout: 'NHWC' }, ['N', 'A', 'B', 'C'], [1, 1, 2, 3], [10, 20, 30, 40, 50, 60]],
    ['BGR', { color: 'BGR' }, ['N', 3, 1, 2], [1, 3, 1, 2], [30, 60, 20, 50, 10, 40]],
    ['flattened', {}, ['N', 6], [1, 6], [10, 40, 20, 50, 30, 60]],
    // 0.299 * 10 + 0.587 * 20 + 0.114 * 30 = 18.15
    ['grey on request', { color: 'gray' }, ['N', 1, 1, 2], [1, 1, 1, 2], [18, 48]],
    ['grey because the input has one channel', {}, ['N', 1, 1, 2], [1, 1, 1, 2], [18, 48]],
  ] as const)('lays pixels out: %s', (_, preprocess, inputDims, dims, values) => {
    expect(batchOf([pair], preprocess, port(inputDims))).toEqual({ dims, values });
  });

  it('repeats a grey image where the model wants three channels', () => {
    expect(batchOf([image(1, 2, 1, [7, 9])], {}, port(['N', 3, 1, 2])).values).toEqual([7, 9, 7, 9, 7, 9]);
  });

  it('drops a fourth channel where RGB is asked for', () => {
    expect(batchOf([image(1, 1, 4, [1, 2, 3, 99])], { color: 'RGB' }, port(['N', 3, 1, 1])).values).toEqual([1, 2, 3]);
  });

  it('computes (x * scale - mean) / std per channel, in float32', () => {
    const { values } = batchOf([image(1, 1, 3, [255, 0, 128])], presets.imagenet, port(['N', 3, 1, 1]));
    expect(values).toEqual([(1 - 0.485) / 0.229, -0.456 / 0.224, (128 / 255 - 0.406) / 0.225].map(Math.fround));
  });

  it.each([
    ['scale', [10 / 255, 20 / 255, 30 / 255]],
    ['tensorflow', [10 / 127.5 - 1, 20 / 127.5 - 1, 30 / 127.5 - 1]],
    ['caffe', [30 - 104, 20 - 117, 10 - 123]],
  ] as const)('applies the preset %s', (preset, expected) => {
    const { values } = batchOf([image(1, 1, 3, [10, 20, 30])], presets[preset], port(['N', 3, 1, 1]));
    values.forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 6);
    });
  });

  it('crops about the centre, an odd margin leaving more below and to the right', () => {
    const counting = image(
      4,
      5,
      1,
      Array.from({ length: 20 }, (_, i) => i),
    );
    expect(batchOf([counting], { crop: [1, 2] }, port(['N', 1, 1, 2])).values).toEqual([6, 7]);
  });

  it('converts to the type of the input', () => {
    expect(batchOf([pair], { mean: [0.5] }, port(['N', 3, 1, 2], 'float16')).values).toEqual([
      9.5, 39.5, 19.5, 49.5, 29.5, 59.5,
    ]);
    expect(batchOf([pair], {}, port(['N', 1, 2, 3], 'uint8')).values).toEqual([10, 20, 30, 40, 50, 60]);
    expect(batchOf([pair], {}, port(['N', 1, 2, 3], 'int64'), 2)).toEqual({
      dims: [2, 1, 2, 3],
      values: [10, 20, 30, 40, 50, 60, 10, 20, 30, 40, 50, 60],
    });
  });

  it('pads a short batch by repeating its last sample', () => {
    const images = [image(1, 1, 1, [5]), image(1, 1, 1, [6])];
    expect(batchOf(images, {}, port([4, 1, 1, 1]), 4)).toEqual({ dims: [4, 1, 1, 1], values: [5, 6, 6, 6] });
  });

  it('makes greys as Pillow does', () => {
    const { source, gray } = JSON.parse(readFileSync(fixturePath('pillow.json'), 'utf8'));
    const tensor = batchOf([image(5, 7, 3, source.pixels)], { color: 'gray' }, port(['N', 1, 5, 7]));
    expect(tensor.values).toEqual(gray);
  });

  it.each([
    ['another size', [pair], {}, port(['N', 3, 32, 32]), 'data.shape-mismatch', '[1, 2, 3] (height, width, channels)'],
    [
      'images of different sizes',
      [pair, image(1, 1, 3, [1, 2, 3])],
      {},
      port(['N', 3, 'H', 'W']),
      'data.shape-mismatch',
      '1 x 2 and 1 x 1',
    ],
    [
      'a crop beyond the image',
      [pair],
      { crop: [2, 2] },
      port(['N', 3, 2, 2]),
      'data.shape-mismatch',
      'smaller than the crop 2 x 2',
    ],
    ['means for other channels', [pair], { mean: [1, 2] }, port(['N', 3, 1, 2]), 'data.shape-mismatch', '3 channels'],
    [
      'colour from a two-channel image',
      [image(1, 1, 2, [1, 2])],
      { color: 'RGB' },
      port(['N', 3, 1, 1]),
      'data.shape-mismatch',
      '2 channels',
    ],
    ['an input of strings', [pair], {}, port(['N', 3, 1, 2], 'string'), 'data.type-mismatch', 'string'],
  ] as const)('refuses %s', (_, images, preprocess, input, code, words) => {
    expect(() => batchOf(images, preprocess, input)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(words) }),
    );
  });

  it('says both shapes when an image does not fit', () => {
    expect(() => batchOf([pair], {}, port(['N', 3, 32, 32]))).toThrow(
      'data holds samples of shape [1, 2, 3] (height, width, channels); input "image" of the model takes [N, 3, 32, 32].',
    );
  });
});

describe('toFloatBatch', () => {
  const values = Float32Array.from([1, 2, 3, 4]);

  it('passes values on without copying them', () => {
    const tensor = toFloatBatch(values, 2, [2], port(['N', 1, 2]), { dataName: 'data' });
    expect(tensor.dims).toEqual([2, 1, 2]);
    expect(tensor.data.buffer).toBe(values.buffer);
  });

  it('pads a short batch', () => {
    const tensor = toFloatBatch(values, 2, [2], port([3, 2]), { dataName: 'data', batch: 3 });
    expect([...(numbersOf(tensor) ?? [])]).toEqual([1, 2, 3, 4, 3, 4]);
  });

  it('refuses another shape', () => {
    expect(() => toFloatBatch(values, 2, [2], port(['N', 3]), { dataName: 'x.npy' })).toThrow(
      expect.objectContaining({ code: 'data.shape-mismatch', message: expect.stringContaining('fed as they are') }),
    );
  });
});

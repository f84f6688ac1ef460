import { describe, expect, it } from 'vitest';
import type { Dataset, FeedDataset, FloatDataset, ImageDataset } from './datasets/dataset.ts';
import { numbersOf } from './elements.ts';
import { feedBatches, readBlocks } from './feed-batches.ts';
import { type Preprocess, presets } from './preprocess.ts';

/** Samples [0], [1], [2] ... that notes what is read of it. */
function counting(sampleCount: number): FloatDataset & { readonly reads: [number, number][] } {
  const reads: [number, number][] = [];
  return {
    name: 'counting',
    origin: 'recorded',
    elementKind: 'float',
    sampleCount,
    sampleShape: [1],
    reads,
    async read(start, count) {
      reads.push([start, count]);
      return Float32Array.from({ length: count }, (_, i) => start + i);
    },
  };
}

const x = (...dims: (number | string)[]) => ({ name: 'x', dataType: 'float32', dims }) as const;

async function valuesOf(dataset: Dataset, inputs: Parameters<typeof feedBatches>[2], batch: number, limit?: number) {
  const values: number[][] = [];
  for await (const { x: tensor } of feedBatches(dataset, presets.none, inputs, batch, { limit })) {
    values.push(tensor === undefined ? [] : [...(numbersOf(tensor) ?? [])]);
  }
  return values;
}

const set = (values: readonly number[], name = 'x') =>
  [
    {
      name,
      tensor: { dataType: 'float32', dims: [1, values.length], data: new Uint8Array(Float32Array.from(values).buffer) },
    },
  ] as const;

const recorded = (samples: readonly (readonly ReturnType<typeof set>[number][])[]): FeedDataset => ({
  name: 'recorded',
  origin: 'recorded',
  elementKind: 'feeds',
  sampleCount: samples.length,
  read: async (start, count) => samples.slice(start, start + count),
});

describe('feedBatches', () => {
  it('ends with a short batch where the model takes any size', async () => {
    expect(await valuesOf(counting(5), [x('N', 1)], 2)).toEqual([[0, 1], [2, 3], [4]]);
  });

  it('keeps to the batch that the model fixes, repeating the last sample', async () => {
    expect(await valuesOf(counting(5), [x(3, 1)], 32)).toEqual([
      [0, 1, 2],
      [3, 4, 4],
    ]);
    expect(await valuesOf(counting(2), [x(1, 1)], 32)).toEqual([[0], [1]]);
  });

  it('judges what the model fixes by the image as cropped and resized', async () => {
    const asked: unknown[] = [];
    const images: ImageDataset = {
      name: 'images',
      origin: 'recorded',
      elementKind: 'uint8-hwc',
      sampleCount: 3,
      read: async (start, count, { resize } = {}) => {
        asked.push(resize);
        return Array.from({ length: count }, (_, i) => ({
          height: 2,
          width: 4,
          channels: 1,
          pixels: new Uint8Array(8).fill(start + i),
        }));
      },
    };
    const preprocess: Preprocess = { ...presets.none, resize: [2, 4], crop: [2, 2] };
    const shapes: unknown[] = [];
    for await (const { x: tensor } of feedBatches(images, preprocess, [x(2, 1, 2, 2)], 32)) {
      shapes.push([tensor?.dims, tensor === undefined ? [] : [...(numbersOf(tensor) ?? [])]]);
    }
    expect(shapes).toEqual([
      [
        [2, 1, 2, 2],
        [0, 0, 0, 0, 1, 1, 1, 1],
      ],
      [
        [2, 1, 2, 2],
        [2, 2, 2, 2, 2, 2, 2, 2],
      ],
    ]);
    expect(asked).toContainEqual([2, 4]);
  });

  it('stops at the limit', async () => {
    expect(await valuesOf(counting(100), [x('N', 1)], 2, 3)).toEqual([[0, 1], [2]]);
  });

  it('can be run again from the start', async () => {
    const dataset = counting(3);
    const first = await valuesOf(dataset, [x('N', 1)], 2);
    expect(await valuesOf(dataset, [x('N', 1)], 2)).toEqual(first);
  });

  it('runs recorded feeds one set at a time, by name or by position', async () => {
    expect(await valuesOf(recorded([set([1, 2]), set([3, 4], '')]), [x('N', 2)], 32)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('converts recorded floats to the float type of the input', async () => {
    const half = { name: 'x', dataType: 'float16', dims: [1, 2] } as const;
    const { value: feeds } = await feedBatches(recorded([set([1.5, 2])]), presets.none, [half], 1).next();
    expect(feeds).toMatchObject({ x: { dataType: 'float16', data: Uint8Array.from([0, 0x3e, 0, 0x40]) } });
  });

  it.each([
    ['several inputs from one array', counting(1), [x('N', 1), { ...x('N', 1), name: 'y' }], 'data.shape-mismatch'],
    ['too few recorded tensors', recorded([set([1])]), [x('N', 1), { ...x('N', 1), name: 'y' }], 'data.shape-mismatch'],
    ['recorded tensors of another shape', recorded([set([1, 2])]), [x('N', 3)], 'data.shape-mismatch'],
    [
      'floats for an integer input',
      recorded([set([1])]),
      [{ ...x('N', 1), dataType: 'int64' as const }],
      'data.type-mismatch',
    ],
  ] as const)('refuses %s', async (_, dataset, inputs, code) => {
    await expect(valuesOf(dataset, inputs, 1)).rejects.toMatchObject({ code });
  });

  it('refuses preprocessing for data that is fed as it is', async () => {
    const feeds = feedBatches(counting(1), presets.imagenet, [x('N', 1)], 1);
    await expect(feeds.next()).rejects.toMatchObject({ code: 'data.preprocess-unused' });
  });
});

describe('readBlocks', () => {
  it('reads one block ahead and no further', async () => {
    const dataset = counting(10);
    const blocks = readBlocks(dataset, presets.none, 2, {});
    await blocks.next();
    expect(dataset.reads).toEqual([
      [0, 2],
      [2, 2],
    ]);
    await blocks.return();
  });

  it('reports a failure when it gets there, and not when the caller left before', async () => {
    const failing: FloatDataset = {
      ...counting(4),
      read: async (start, count) => {
        if (start > 0) throw new Error('disk gone');
        return new Float32Array(count);
      },
    };
    const blocks = readBlocks(failing, presets.none, 2, {});
    expect((await blocks.next()).value).toMatchObject({ start: 0, count: 2 });
    await expect(blocks.next()).rejects.toThrow('disk gone');
    const left = readBlocks(failing, presets.none, 2, {});
    await left.next();
    await left.return();
  });

  it('stops quietly when cancelled', async () => {
    const blocks = readBlocks(counting(4), presets.none, 2, { signal: AbortSignal.abort('enough') });
    await expect(blocks.next()).rejects.toMatchObject({ name: 'AbortError' });
  });
});

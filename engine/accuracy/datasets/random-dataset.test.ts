import { describe, expect, it } from 'vitest';
import { numbersOf } from '../elements.ts';
import { randomDataset } from './random-dataset.ts';

const inputs = [
  { name: 'image', dataType: 'float32', dims: ['N', 3, 16, 16] },
  { name: 'ids', dataType: 'int64', dims: ['N', 16] },
  { name: 'pixels', dataType: 'uint8', dims: [1, 1024] },
] as const;

describe('randomDataset', () => {
  it('feeds every input, the same for a sample however it is read', async () => {
    const dataset = randomDataset(inputs, 8, 42);
    expect(dataset).toMatchObject({ origin: 'random', sampleCount: 8 });
    const all = await dataset.read(0, 8);
    expect(await dataset.read(5, 1)).toEqual([all[5]]);
    expect(all[5]).not.toEqual(all[4]);
    expect(await randomDataset(inputs, 8, 42).read(0, 8)).toEqual(all);
    expect(await randomDataset(inputs, 8, 43).read(0, 8)).not.toEqual(all);
    expect(all[0]?.map(({ name, tensor }) => [name, tensor.dims])).toEqual([
      ['image', [1, 3, 16, 16]],
      ['ids', [1, 16]],
      ['pixels', [1, 1024]],
    ]);
  });

  it('draws floats from the standard normal distribution and integers from what models accept', async () => {
    const [sample = []] = await randomDataset(inputs, 1, 7).read(0, 1);
    const [image = [], ids = [], pixels = []] = sample.map(({ tensor }) => [...(numbersOf(tensor) ?? [])]);
    const mean = image.reduce((sum, value) => sum + value, 0) / image.length;
    const variance = image.reduce((sum, value) => sum + (value - mean) ** 2, 0) / image.length;
    // Four standard errors of 768 values.
    expect(Math.abs(mean)).toBeLessThan(0.145);
    expect(Math.abs(variance - 1)).toBeLessThan(0.205);
    expect(new Set(ids)).toEqual(new Set([0, 1]));
    expect([Math.min(...pixels) < 8, Math.max(...pixels) > 247]).toEqual([true, true]);
  });

  it('takes the batch and whole shapes from its caller', async () => {
    const text = [{ name: 'ids', dataType: 'int64', dims: ['batch', 'sequence'] }] as const;
    expect(() => randomDataset(text, 1, 1)).toThrow(expect.objectContaining({ code: 'data.shape-unknown' }));
    const [sample = []] = await randomDataset(text, 1, 1, { shapes: { ids: [2, 128] } }).read(0, 1);
    expect(sample[0]?.tensor.dims).toEqual([2, 128]);
    const [batched = []] = await randomDataset(inputs, 1, 1, { batch: 4 }).read(0, 1);
    expect(batched.map(({ tensor }) => tensor.dims[0])).toEqual([4, 4, 1]);
  });

  it('refuses inputs that numbers cannot fill', () => {
    expect(() => randomDataset([{ name: 'text', dataType: 'string', dims: [1] }], 1, 1)).toThrow(
      expect.objectContaining({ code: 'data.type-mismatch' }),
    );
  });
});

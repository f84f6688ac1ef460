import { expect, test } from 'vitest';
import { openData } from './open-data.ts';
import { requireSample, sourceSamplesFolder } from './samples.ts';

const signal = new AbortController().signal;
const input = { name: 'x', dataType: 'float32', dims: ['N', 1, 28, 28] } as const;

test('data is named with the samples that will be used', async () => {
  const { data } = await requireSample(sourceSamplesFolder, 'inception-fashion');
  expect(await openData(data, [input], { signal })).toMatchObject({
    description: 'test-images-idx3-ubyte.gz (2000 samples)',
    labelOffset: 0,
    limit: undefined,
  });
  for (const [limit, count] of [
    [64, 64],
    [5000, 2000],
  ])
    expect((await openData({ ...data, limit }, [input], { signal })).description).toContain(`(${count} samples)`);
});

test('random data is the same every time, and takes the dims that are given', async () => {
  const open = () => openData('random', [{ ...input, dims: ['N', 'T'] }], { signal, shapes: { x: [2, 3] } });
  const [first, again] = [await open(), await open()];
  expect(first).toMatchObject({ description: 'random inputs', dataset: { origin: 'random' } });
  const read = async ({ dataset }: typeof first) => JSON.stringify(await dataset.read(0, 1, { signal }));
  expect(await read(first)).toBe(await read(again));
  await expect(openData('random', [{ ...input, dims: ['N', 'T'] }], { signal })).rejects.toMatchObject({
    code: 'benchmark.shape-needed',
  });
});

test('a preset and a file that are not there are told apart', async () => {
  const { data } = await requireSample(sourceSamplesFolder, 'inception-fashion');
  const open = (preprocess: string) => openData({ ...data, preprocess }, [input], { signal });
  await expect(open('vgg')).rejects.toMatchObject({ code: 'data.preprocess-invalid' });
  await expect(open('/no/such.json')).rejects.toMatchObject({ code: 'data.not-found' });
});

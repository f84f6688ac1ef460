import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import { listSamples, requireSample, sourceSamplesFolder } from './samples.ts';

test('what ships is there, with every file that it names', async () => {
  const samples = await listSamples(sourceSamplesFolder);
  expect(samples.map(({ id }) => id)).toEqual(['inception-fashion']);
  for (const { modelPath, data, calibration } of samples) {
    const paths = [data, calibration.data].flatMap(({ path, labelsPath = path, preprocess }) => [
      path,
      labelsPath,
      preprocess,
    ]);
    expect([modelPath, ...paths].filter((path) => !existsSync(path))).toEqual([]);
  }
});

test('an unknown sample is coded', async () => {
  await expect(requireSample(sourceSamplesFolder, 'nope')).rejects.toMatchObject({
    code: 'sample.unknown',
    details: { sampleId: 'nope' },
  });
});

test('a damaged description is coded and named', async () => {
  const folder = await scratchFolder();
  await mkdir(join(folder, 'odd'));
  await writeFile(join(folder, 'odd/sample.json'), '{"id":"odd"}');
  await expect(listSamples(folder)).rejects.toMatchObject({
    code: 'sample.invalid',
    details: { path: join(folder, 'odd/sample.json') },
  });
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { samplePath, scratchFolder } from '../accuracy/testing/scratch.ts';
import { parseTensorrtCache } from '../precision/calibration/tensorrt-cache.ts';
import { mnistPath, sampleModelPath } from '../workbench/testing/model-files.ts';
import { runLathe } from './testing/run-lathe.ts';

let directory = '';
let userDataFolder = '';
beforeEach(async () => {
  directory = await scratchFolder();
  userDataFolder = await scratchFolder();
});

const run = (...args: string[]) => runLathe(args, { directory, userDataFolder });

const data = [
  ...['--calibrate', samplePath('calibration-images-idx3-ubyte.gz')],
  ...['--preprocess', samplePath('preprocess.json'), '--limit', '16'],
];

test('writes the scale of every tensor, which optimize takes instead of data', async () => {
  const { exitCode, output } = await run('calibrate', sampleModelPath, ...data, '-o', 'model.cache');
  expect({ exitCode, output }).toMatchObject({ exitCode: 0, output: expect.stringMatching(/^Wrote model\.cache: /) });
  const { scales } = parseTensorrtCache(await readFile(join(directory, 'model.cache'), 'utf8'));
  expect(scales.has('image')).toBe(true);
  expect(scales.size).toBeGreaterThan(80);
  const optimized = await run(
    ...['optimize', sampleModelPath, '-o', 'int8.onnx', '--target', 'tensorrt', '--precision', 'int8'],
    ...['--calibration-cache', 'model.cache', '--json'],
  );
  expect(optimized.json()).toMatchObject({ calibration: 'model.cache, a TensorRT calibration cache' });
});

test('a cache of another model, and what is none, are named', async () => {
  const optimize = (cache: string) =>
    run('optimize', mnistPath, '-o', 'int8.onnx', '--precision', 'int8', '--calibration-cache', cache);
  await writeFile(join(directory, 'other.cache'), 'TRT-8601-EntropyCalibration2\nelsewhere: 3f800000\n');
  expect((await optimize('other.cache')).notes).toEqual([expect.stringContaining('names none of the tensors')]);
  await writeFile(join(directory, 'text.cache'), 'hello');
  expect((await optimize('text.cache')).notes).toEqual([expect.stringContaining('no calibration cache of TensorRT')]);
  expect((await optimize('missing.cache')).exitCode).toBe(1);
});

test('a second calibration of the same model and data takes what the first one saw, for any method', async () => {
  const optimize = (method: string, ...more: string[]) =>
    run(
      'optimize',
      sampleModelPath,
      '-o',
      'out.onnx',
      '--precision',
      'int8',
      '--calibration',
      method,
      ...data,
      ...more,
    );
  expect((await optimize('entropy')).progress.filter((line) => line.startsWith('Calibrating'))).not.toEqual([]);
  const again = await optimize('mse');
  expect(again.exitCode).toBe(0);
  expect(again.progress.filter((line) => line.startsWith('Calibrating'))).toEqual([]);
  const other = await optimize('mse', '--limit', '8');
  expect(other.progress.filter((line) => line.startsWith('Calibrating'))).not.toEqual([]);
});

test('a pass that was finished before a calibration was cancelled is not run again', async () => {
  const controller = new AbortController();
  const args = ['optimize', sampleModelPath, '-o', 'out.onnx', '--precision', 'int8', ...data];
  const cancelled = await runLathe(args, {
    directory,
    userDataFolder,
    signal: controller.signal,
    onProgress: (line) => {
      if (line.startsWith('Calibrating, pass 2')) controller.abort();
    },
  });
  expect(cancelled.exitCode).toBe(130);
  const resumed = await run(...args);
  expect(resumed.exitCode).toBe(0);
  expect(resumed.progress.filter((line) => line.startsWith('Calibrating, pass 1'))).toEqual([]);
  expect(resumed.progress.filter((line) => line.startsWith('Calibrating, pass 2'))).not.toEqual([]);
});

test.each([
  [['calibrate', mnistPath, '--calibrate', 'random'], '-o CACHE is missing'],
  [['calibrate', mnistPath, '-o', 'out.cache'], '--calibrate DATA is missing'],
  [
    ['optimize', mnistPath, '-o', 'o', '--precision', 'int8', '--calibrate', 'random', '--calibration-cache', 'c'],
    'exclude each other',
  ],
])('wrong usage is told: %s', async (args, words) => {
  const { exitCode, notes } = await run(...args);
  expect(exitCode).toBe(2);
  expect(notes).toEqual([expect.stringContaining(words)]);
});

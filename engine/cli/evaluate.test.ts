import { expect, test } from 'vitest';
import { samplePath, scratchFolder } from '../accuracy/testing/scratch.ts';
import { sampleModelPath } from '../workbench/testing/model-files.ts';
import { faultFiles } from './testing/fault-files.ts';
import { evaluateDocument } from './testing/json-documents.ts';
import { runLathe } from './testing/run-lathe.ts';

const data = ['--data', samplePath('test-images-idx3-ubyte.gz'), '--preprocess', samplePath('preprocess.json')];

test('a table for people: each model beside the first', async () => {
  const directory = await scratchFolder();
  await runLathe(['optimize', sampleModelPath, '-o', 'half.onnx', '--precision', 'fp16'], { directory });
  const run = await runLathe(['evaluate', sampleModelPath, 'half.onnx', ...data, '--limit', '100'], { directory });
  expect(run).toMatchObject({ exitCode: 0, notes: [] });
  const [conditions, header, , first, second] = run.output.split('\n');
  expect(conditions).toBe('100 samples of test-images-idx3-ubyte.gz, cpu; compared with model.onnx');
  expect(header).toMatch(/^model +top-1 +95 % interval +drop +top-5 +agreement +SQNR +cosine$/);
  expect(first).toMatch(/^model\.onnx +9\d\.\d\d % .* 100\.00 % +identical +1\.000000$/);
  expect(second).toMatch(/^half\.onnx +9\d\.\d\d % .* 0\.00 points +.* 100\.00 % +\d\d\.\d dB +0\.9999\d\d$/);
  expect(run.progress.at(-1)).toBe('100 of 100 samples');
});

test('--json is one document with the stable fields', async () => {
  const run = await runLathe(['evaluate', sampleModelPath, ...data, '--limit', '100', '--json']);
  const { samples, models } = evaluateDocument.parse(run.json());
  expect(samples).toBe(100);
  expect(models).toEqual([
    {
      model: 'model.onnx',
      top1: expect.any(Number),
      top1Interval: { low: expect.any(Number), high: expect.any(Number) },
      top5: expect.any(Number),
      agreement: 1,
      sqnrDb: 'identical',
      cosine: 1,
    },
  ]);
  expect(models[0]?.top1).toBeGreaterThan(0.9);
});

test('--json tells the drop with its test, each class, and the samples that changed', async () => {
  const directory = await scratchFolder();
  const calibrate = [
    ...['--calibrate', samplePath('calibration-images-idx3-ubyte.gz'), '--limit', '32'],
    ...['--preprocess', samplePath('preprocess.json'), '--target', 'onnxruntime-cpu'],
  ];
  await runLathe(['optimize', sampleModelPath, '-o', 'int8.onnx', '--precision', 'int8', ...calibrate], { directory });
  const run = await runLathe(['evaluate', sampleModelPath, 'int8.onnx', ...data, '--limit', '400', '--json'], {
    directory,
  });
  const { models } = evaluateDocument.parse(run.json());
  const [original, int8] = models;
  expect(original).not.toHaveProperty('top1Drop');
  const { lostCount, gainedCount, fraction } = int8?.top1Drop ?? { lostCount: -1, gainedCount: -1, fraction: -1 };
  expect(fraction).toBeCloseTo((lostCount - gainedCount) / 400, 12);
  expect((original?.top1 ?? 0) - (int8?.top1 ?? 0)).toBeCloseTo(fraction, 12);
  const { answers } = int8 ?? {};
  expect(answers?.classes?.reduce((sum, { sampleCount }) => sum + sampleCount, 0)).toBe(400);
  expect(answers?.changedCount).toBe(Math.round(400 * (1 - (int8?.agreement ?? 0))));
  expect(answers?.samples).toHaveLength(answers?.changedCount ?? -1);
});

test('without labels, accuracy is null and agreement is told all the same', async () => {
  const directory = await faultFiles();
  const run = await runLathe(['evaluate', 'ten.onnx', '--data', 'floats.npy', '--json'], { directory });
  expect(evaluateDocument.parse(run.json())).toMatchObject({
    samples: 4,
    models: [{ model: 'ten.onnx', top1: null, top5: null, agreement: 1 }],
  });
});

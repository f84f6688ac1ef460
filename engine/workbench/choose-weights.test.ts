import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { npyBytes } from '../accuracy/testing/array-files.ts';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import type { CalibrationSpec } from '../api/contract.ts';
import type { ProcessorInstructions } from '../runtime/processor.ts';
import { choiceOf } from './choose-weights.ts';
import { loadModel } from './load-model.ts';
import { mnistPath } from './testing/model-files.ts';
import { startRunners } from './testing/runners.ts';
import { VariantBuilder } from './variant-builder.ts';

const { factory } = startRunners();
const withoutVnni: ProcessorInstructions = {
  status: 'known',
  avx2: true,
  avx512: true,
  vnni: false,
  amx: false,
  armDotProduct: false,
};

test('of forms that keep about as much, the fastest is taken', () => {
  const { form, remark } = choiceOf([
    { label: '8-bit weights', form: {}, sqnrDb: 31.4, speed: 1 },
    { label: '7-bit weights', form: { weightBits: 7 }, sqnrDb: 30, speed: 1.1 },
    { label: 'unsigned weights', form: { weightType: 'uint8' }, sqnrDb: 31.9, speed: 0.8 },
  ]);
  expect(form).toEqual({});
  expect(remark).toContain('8-bit weights keep 31.4 dB at 1.00x the speed, 7-bit weights keep 30.0 dB at 1.10x');
});

test('where signed weights saturate, the most exact form is taken', () => {
  const { form } = choiceOf([
    { label: '8-bit weights', form: {}, sqnrDb: 9, speed: 1 },
    { label: '7-bit weights', form: { weightBits: 7 }, sqnrDb: 27, speed: 0.9 },
    { label: 'unsigned weights', form: { weightType: 'uint8' }, sqnrDb: 30, speed: undefined },
  ]);
  expect(form).toEqual({ weightType: 'uint8' });
});

test('a processor that may saturate has its forms measured on the calibration data; another has nothing to choose', async () => {
  const folder = await scratchFolder();
  const path = join(folder, 'digits.npy');
  const pixels = Float32Array.from({ length: 4 * 28 * 28 }, (_, index) => ((index * 7919) % 256) / 255);
  await writeFile(path, npyBytes('<f4', [4, 1, 28, 28], pixels));
  const data: CalibrationSpec = { data: { path, preprocess: 'none', labelOffset: 0 }, method: 'min-max' };
  const loaded = await loadModel(mnistPath);
  const remarksOn = async (instructions: ProcessorInstructions, spec: CalibrationSpec) => {
    const builder = new VariantBuilder(loaded, { folder: join(folder, 'variants'), factory, instructions });
    const options = {
      target: 'onnxruntime-cpu',
      signal: new AbortController().signal,
      onProgress: () => {},
    } as const;
    return (await builder.build('int8', spec, options)).remarks.filter((remark) => remark.includes('saturate'));
  };
  expect(await remarksOn(withoutVnni, data)).toEqual([
    expect.stringMatching(
      /8-bit weights keep .* dB.*7-bit weights keep .* dB.*unsigned weights keep .* weights were taken/,
    ),
  ]);
  expect(await remarksOn({ ...withoutVnni, vnni: true }, data)).toEqual([]);
  expect(await remarksOn(withoutVnni, { data: 'random', method: 'min-max' })).toEqual([]);
});

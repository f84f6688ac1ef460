import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { npyBytes } from '../accuracy/testing/array-files.ts';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import type { CalibrationSpec } from '../api/contract.ts';
import { quantizeStatic, valuesToObserve } from '../precision/quantize/quantize-static.ts';
import { bestOf, calibrateBest } from './choose-method.ts';
import { loadModel } from './load-model.ts';
import { mnistPath } from './testing/model-files.ts';
import { startRunners } from './testing/runners.ts';
import { upgradeForInt8 } from './upgrade-for-int8.ts';

const { factory } = startRunners();

test('what keeps most is taken, the first of equals, and nothing that does not run', () => {
  const entropy = { label: 'entropy', sqnrDb: 21 };
  const mse = { label: 'mse', sqnrDb: 21 };
  const broken = { label: 'percentile 99.99', sqnrDb: undefined };
  const exact = { label: 'min-max', sqnrDb: 'identical' } as const;
  expect(bestOf([broken, entropy, mse])).toBe(entropy);
  expect(bestOf([entropy, mse, exact])).toBe(exact);
  expect(bestOf([exact, { ...exact, label: 'mse' }])).toBe(exact);
  expect(bestOf([broken])).toBeUndefined();
});

/** Calibrates the digits network on made-up pictures. */
async function calibrated(method: CalibrationSpec['method'], data?: 'random') {
  const folder = await scratchFolder();
  const path = join(folder, 'digits.npy');
  const pixels = Float32Array.from({ length: 16 * 28 * 28 }, (_, index) => ((index * 7919) % 256) / 255);
  await writeFile(path, npyBytes('<f4', [16, 1, 28, 28], pixels));
  const { model } = upgradeForInt8((await loadModel(mnistPath)).model);
  const target = 'onnxruntime-cpu';
  const spec: CalibrationSpec = { data: data ?? { path, preprocess: 'none', labelOffset: 0 }, method };
  return calibrateBest(
    model,
    valuesToObserve(model.graph, { target }),
    spec,
    (table) => quantizeStatic(model.graph, table, { target }).graph,
    { folder, factory, signal: new AbortController().signal, onProgress: () => {} },
  );
}

test('where no method is named, every one is measured on the calibration data and the best is taken', async () => {
  const { table, description, remark = '' } = await calibrated('auto');
  const figures = [...remark.matchAll(/(entropy|percentile 99\.99|mse|min-max) keeps ([\d.]+) dB/g)];
  expect(figures).toHaveLength(4);
  const [best] = figures.toSorted((a, b) => Number(b[2]) - Number(a[2]));
  expect(remark).toContain(`Calibrated by ${best?.[1]},`);
  expect(description).toMatch(new RegExp(`, ${best?.[1]}$`));
  expect(best?.[1]).toContain(table.method.kind);
});

test('a method that is named is followed, and random data has nothing to judge by', async () => {
  expect(await calibrated('mse')).toMatchObject({ table: { method: { kind: 'mse' } } });
  expect((await calibrated('mse')).remark).toBeUndefined();
  expect(await calibrated('auto', 'random')).toMatchObject({ table: { method: { kind: 'entropy' }, basis: 'random' } });
});

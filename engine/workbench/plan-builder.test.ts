import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { npyBytes } from '../accuracy/testing/array-files.ts';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import type { Plan } from '../tuner/plan.ts';
import { plainPlan } from '../tuner/testing/plain-plan.ts';
import { loadModel } from './load-model.ts';
import { PlanBuilder } from './plan-builder.ts';
import { mnistPath } from './testing/model-files.ts';
import { startRunners } from './testing/runners.ts';
import { VariantBuilder } from './variant-builder.ts';

const { factory } = startRunners();

test('the calibration method is measured for the first INT8 plan, and the others follow it', async () => {
  const folder = await scratchFolder();
  const path = join(folder, 'digits.npy');
  const pixels = Float32Array.from({ length: 8 * 28 * 28 }, (_, index) => ((index * 7919) % 256) / 255);
  await writeFile(path, npyBytes('<f4', [8, 1, 28, 28], pixels));
  const stages: string[] = [];
  const builder = new PlanBuilder({
    builder: new VariantBuilder(await loadModel(mnistPath), { folder: join(folder, 'variants'), factory }),
    calibration: { data: { path, preprocess: 'none', labelOffset: 0 }, method: 'auto' },
    signal: new AbortController().signal,
    onProgress: ({ stage }) => stages.push(stage),
  });
  const int8: Plan = { ...plainPlan('cpu'), format: 'int8' };
  const first = await builder.variantOf(int8);
  expect(first.remarks.join(' ')).toContain('measured on the calibration data');
  const other = await builder.variantOf({ ...int8, quantization: { weightBits: 7 } });
  expect(other.model).not.toBe(first.model);
  expect(other.calibration).toBe(first.calibration);
  expect(stages.filter((stage) => stage === 'Choosing the calibration')).toHaveLength(1);
  expect(await builder.variantOf(int8)).toBe(first);
});

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

test('the calibration method is measured once for each form of weights, and other rewrites follow it', async () => {
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
  const { signal } = new AbortController();
  const measuredCount = () => stages.filter((stage) => stage === 'Choosing the calibration').length;
  const int8: Plan = { ...plainPlan('cpu'), format: 'int8' };
  const first = await builder.variantOf(int8, signal);
  expect(first.remarks.join(' ')).toContain('measured on the calibration data');
  const rewrite = { ...int8.rewrite, disabledRules: ['fuse-activation-into-conv'] };
  const rewritten = await builder.variantOf({ ...int8, rewrite }, signal);
  expect(rewritten.model).not.toBe(first.model);
  expect(rewritten.calibration).toBe(first.calibration);
  expect(measuredCount()).toBe(1);
  await builder.variantOf({ ...int8, quantization: { weightBits: 7 } }, signal);
  expect(measuredCount()).toBe(2);
  expect(await builder.variantOf(int8, signal)).toBe(first);
});

import { expect, it } from 'vitest';
import { toConditionParts } from './conditions.ts';
import { labelledReport, unlabelledReport } from './testing/reports.ts';

it('names provider, device, threads, batch, runs, data, calibration and runtime', () => {
  expect(toConditionParts(labelledReport.conditions).slice(0, -1)).toEqual([
    'cpu on AMD Ryzen 7 7840U',
    '1 thread',
    'batch 1',
    '600 runs in 12 interleaved rounds',
    'data: fashion-mnist t10k, 2,000 samples',
    'INT8 calibration: fashion-mnist train, 512 samples, entropy',
    'ONNX Runtime 1.29.0',
  ]);
});

it('says that inputs were random, that streams ran beside each other, and that the runtime chose the threads', () => {
  const parts = toConditionParts({ ...unlabelledReport.conditions, streams: 4, threads: 0 });
  expect(parts).toContain('data: random inputs');
  expect(parts).toContain('4 streams');
  expect(parts).toContain('threads as ONNX Runtime decides');
});

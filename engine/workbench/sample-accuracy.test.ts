import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Evaluation, evaluate } from '../accuracy/evaluate.ts';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import type { DataSpec } from '../api/contract.ts';
import type { VariantKind } from '../report/report.ts';
import type { GraphOptimizationLevel } from '../runtime/session.ts';
import { targetNames } from '../targets/targets.ts';
import { type LoadedModel, loadModel } from './load-model.ts';
import { openData } from './open-data.ts';
import { rewriteModel } from './rewrite-model.ts';
import { requireSample, type Sample, sourceSamplesFolder } from './samples.ts';
import { sessionPortsOf } from './session-ports.ts';
import { mnistPath } from './testing/model-files.ts';
import { startRunners } from './testing/runners.ts';
import { VariantBuilder } from './variant-builder.ts';

const { factory } = startRunners();
const quiet = { target: 'portable', signal: new AbortController().signal, onProgress: () => {} } as const;

let sample: Sample;
beforeAll(async () => {
  sample = await requireSample(sourceSamplesFolder, 'inception-fashion');
});

interface Contest {
  readonly builder: VariantBuilder;
  readonly kinds: readonly VariantKind[];
  readonly loaded: LoadedModel;
  readonly data: DataSpec | 'random';
  readonly graphOptimization: GraphOptimizationLevel;
}

async function evaluateVariants({ builder, kinds, loaded, data, graphOptimization }: Contest): Promise<Evaluation> {
  const session = { provider: 'cpu', threads: 0, graphOptimization } as const;
  const models = [];
  for (const kind of kinds) {
    const { source } = await builder.build(kind, sample.calibration, quiet);
    models.push({ label: kind, source, session });
  }
  const { dataset, preprocess, limit } = await openData(data, sessionPortsOf(loaded.frozen), quiet);
  return evaluate(models, dataset, preprocess, { factory, limit });
}

test('the sample keeps its accuracy in every precision: 2,000 images, calibrated on 500', async () => {
  const loaded = await loadModel(sample.modelPath);
  const builder = new VariantBuilder(loaded, { folder: await scratchFolder(), factory });
  const kinds = ['original', 'fp32', 'fp16', 'int8'] as const;
  const { models, sampleCount } = await evaluateVariants({
    builder,
    kinds,
    loaded,
    data: sample.data,
    graphOptimization: 'all',
  });
  expect(sampleCount).toBe(2000);
  const top1 = models.map((model) => (model.status === 'evaluated' ? model.figures.top1 : undefined));
  const [original = 0, fp32 = 0, fp16 = 0, int8 = 0] = top1;
  expect(original).toBe(0.95);
  expect(fp32).toBe(0.95);
  expect(Math.abs(fp16 - 0.95)).toBeLessThanOrEqual(0.0005);
  expect(Math.abs(int8 - 0.95)).toBeLessThanOrEqual(0.003);
  expect(models.map((model) => model.status === 'evaluated' && model.figures.agreement > 0.99)).toEqual(
    Array(4).fill(true),
  );
}, 180_000);

describe.each(targetNames)('rewritten for %s, with the optimization of the runtime off', (target) => {
  test.each(['sample', 'mnist'])('the %s gives what the original gives: 100 dB', async (name) => {
    const isSample = name === 'sample';
    const loaded = await loadModel(isSample ? sample.modelPath : mnistPath);
    const rewritten = rewriteModel(loaded, { target, disabledRules: [] });
    const builder = new VariantBuilder(loaded, { folder: join(await scratchFolder(), 'variants'), factory, rewritten });
    const { models } = await evaluateVariants({
      builder,
      kinds: ['original', 'fp32'],
      loaded,
      data: isSample ? { ...sample.data, limit: 64 } : 'random',
      graphOptimization: 'disabled',
    });
    const [, fp32] = models;
    const sqnrDb = fp32?.status === 'evaluated' ? fp32.figures.sqnrDb : undefined;
    expect(sqnrDb === 'identical' ? Number.POSITIVE_INFINITY : sqnrDb).toBeGreaterThanOrEqual(100);
  });
});

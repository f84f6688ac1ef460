import { expect, test } from 'vitest';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import { modelId, raceRequest } from '../api/contract.ts';
import type { JobContext } from './job.ts';
import { type RaceEntry, raceModels } from './race-models.ts';
import { loadGraph } from './testing/model-files.ts';
import { startRunners } from './testing/runners.ts';
import { VariantBuilder } from './variant-builder.ts';

const { factory, runningCount } = startRunners();

const machine = {
  onnxruntimeVersion: '1.29.0',
  processor: { name: 'Test processor', logicalCpuCount: 2, instructions: { status: 'unknown' } as const },
  providers: [],
};

async function entry(id: string, graph: string, rest: Partial<RaceEntry> = {}): Promise<RaceEntry> {
  const loaded = { ...(await loadGraph(graph)), name: `${id}.onnx` };
  const builder = new VariantBuilder(loaded, { folder: await scratchFolder(), factory });
  return { modelId: modelId.parse(id), loaded, builder, shapes: {}, ...rest };
}

function race(entries: readonly RaceEntry[], job: Partial<JobContext> = {}) {
  const models = entries.map((each) => ({ modelId: each.modelId }));
  const context = {
    signal: new AbortController().signal,
    progress: () => {},
    log: () => {},
    partial: () => {},
    ...job,
  };
  return raceModels(entries, raceRequest.parse({ models }), { factory, machine, job: context });
}

const openSize = 'y = Relu(x[N,length])';

test('different models are measured by turns against the first, each with its own shapes and batch', async () => {
  const stages = new Set<string>();
  const accuracy = { top1: 0.9, sampleCount: 100, data: 'digits' };
  const report = await race(
    [
      await entry('unsized', openSize),
      await entry('small', 'y = MatMul(x[N,8], W[8,8])', { accuracy }),
      await entry('large', 'y = MatMul(x[N,1024], W[1024,2048])'),
      await entry('sized', openSize, { shapes: { x: [1, 16] } }),
      await entry('fixed', 'y = Relu(x[4,1,8,8])'),
    ],
    { progress: ({ stage }) => stages.add(stage) },
  );
  expect(report).toMatchObject({
    baseline: 'small.onnx',
    conditions: { provider: 'cpu', threads: 1, batch: 1, device: 'Test processor' },
  });
  const [unsized, small, large, sized, fixed] = report.models;
  expect(unsized).toMatchObject({
    name: 'unsized.onnx',
    outcome: { status: 'failed', code: 'benchmark.shape-needed' },
  });
  expect(small).toMatchObject({ accuracy, outcome: { figures: { batch: 1, speedup: 1 } } });
  expect(large).toMatchObject({ outcome: { figures: { isConclusive: true, gflops: expect.any(Number) } } });
  const slower = large?.outcome.status === 'measured' ? large.outcome.figures.speedup : undefined;
  expect(slower).toBeLessThan(0.5);
  expect(sized).toMatchObject({ outcome: { status: 'measured' } });
  expect(fixed).toMatchObject({ outcome: { figures: { batch: 4 } } });
  expect(fixed?.outcome).not.toHaveProperty('figures.speedup');
  expect(fixed?.remarks.join()).toContain('fixed.onnx takes 4 samples in a run and small.onnx 1');
  expect([...stages]).toEqual(expect.arrayContaining(['Preparing', 'Loading large.onnx', 'Measuring small.onnx']));
  expect(runningCount()).toBe(0);
});

test('models of the same name are told apart', async () => {
  const graph = 'y = Relu(x[N,4])';
  const twins = [await entry('net', graph), { ...(await entry('net', graph)), modelId: modelId.parse('other') }];
  const { models } = await race(twins);
  expect(models.map(({ name, modelId: id }) => `${id}: ${name}`)).toEqual(['net: net.onnx', 'other: net.onnx (2)']);
});

test('where no model can run, the reason of the first is the error', async () => {
  const entries = [await entry('a', openSize), await entry('b', openSize)];
  await expect(race(entries)).rejects.toMatchObject({ code: 'benchmark.shape-needed', details: { input: 'x' } });
});

test('a cancelled race leaves no runner', async () => {
  const controller = new AbortController();
  const entries = [await entry('a', 'y = Relu(x[N,4])'), await entry('b', 'y = Relu(x[N,8])')];
  const running = race(entries, {
    signal: controller.signal,
    progress: ({ stage }) => stage.startsWith('Measuring') && controller.abort(),
  });
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(runningCount()).toBe(0);
});

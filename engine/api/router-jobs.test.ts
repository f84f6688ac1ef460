import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { allEvents } from '../workbench/testing/controlled-work.ts';
import { mnistPath, writeGraph } from '../workbench/testing/model-files.ts';
import { startRunners } from '../workbench/testing/runners.ts';
import type { JobEvent, JobId, ModelId } from './contract.ts';
import {
  browserHost,
  type EngineOptions,
  failure,
  openMnist,
  startEngine,
  unknownModel,
  unwrap,
} from './testing/start-engine.ts';

const { factory } = startRunners();
const report = vi.fn();
beforeEach(() => report.mockReset());

const start = (options: Partial<EngineOptions> = {}) => startEngine({ factory, report, ...options });

const unknownJob = 'no-such-job' as JobId;

test('a comparison runs, is watched, and leaves its report', async () => {
  const engine = await start();
  const path = await writeGraph('y = MatMul(x[N,8], W[8,8])');
  const { modelId } = unwrap(await engine.client.models.open({ kind: 'path', path }));
  expect(unwrap(await engine.client.compare.latest({ modelId }))).toBeNull();
  const { jobId } = unwrap(await engine.client.compare.start({ modelId, variants: ['original'] }));
  expect(unwrap(await engine.client.jobs.running())).toMatchObject([
    { jobId, modelId, model: 'model.onnx', kind: 'compare', variants: ['original'], state: { status: 'running' } },
  ]);
  const events = await allEvents(await engine.client.jobs.watch({ jobId }));
  expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['progress', 'log']));
  expect(events.at(-1)).toMatchObject({ type: 'done', result: { kind: 'compare', report: { model: 'model.onnx' } } });
  expect(unwrap(await engine.client.compare.latest({ modelId }))?.variants).toMatchObject([{ kind: 'original' }]);
  expect(unwrap(await engine.client.jobs.running())).toEqual([]);

  // The history has it, with its plan, and can hand it on.
  const { runs, diagnostics } = unwrap(await engine.client.history.list({}));
  expect(diagnostics).toEqual([]);
  expect(runs).toMatchObject([{ modelName: 'model.onnx', modelPath: path, variants: [{ kind: 'original' }] }]);
  const runId = runs[0]?.runId ?? 0;
  expect(unwrap(await engine.client.history.run({ runId }))).toMatchObject({
    plan: { variants: ['original'], threads: 1 },
    machine: { processor: 'Test processor' },
    versions: { onnxruntime: '1.29.0' },
  });
  for (const [format, source] of [
    ['html', { kind: 'latest', modelId }],
    ['json', { kind: 'run', runId }],
  ] as const) {
    const document = join(engine.folder, `report.${format}`);
    const written = unwrap(await engine.client.reports.write({ source, format, path: document }));
    expect(written).toEqual({ fileName: `report.${format}`, path: document });
    expect(await readFile(document, 'utf8')).toContain('model.onnx');
  }

  // A copy under another name, opened later, is known by its content.
  const copy = join(engine.folder, 'copy.onnx');
  await copyFile(path, copy);
  const reopened = unwrap(await engine.client.models.open({ kind: 'path', path: copy }));
  expect(unwrap(await engine.client.compare.latest({ modelId: reopened.modelId }))?.model).toBe('model.onnx');
});

test('the history notes, deletes, and says what it does not have', async () => {
  const { client } = await start();
  expect(unwrap(await client.history.list({}))).toEqual({ runs: [], diagnostics: [] });
  expect(await client.history.run({ runId: 3 })).toMatchObject(failure('history.unknown-run'));
  expect(await client.history.setNote({ runId: 3, note: '' })).toMatchObject(failure('history.unknown-run'));
  expect(await client.history.remove({ runId: 3 })).toMatchObject(failure('history.unknown-run'));
  expect(await client.history.lineage({ modelId: unknownModel })).toMatchObject(failure('model.not-open'));
});

test('a report needs something that was measured', async () => {
  const engine = await start();
  const modelId = await openMnist(engine);
  const source = { kind: 'latest', modelId } as const;
  expect(await engine.client.reports.write({ source, format: 'html' })).toMatchObject(
    failure('report.nothing-measured'),
  );
});

test('a grid tells its cells as they are measured', async () => {
  const engine = await start();
  const path = await writeGraph('y = MatMul(x[N,8], W[8,8])');
  const { modelId } = unwrap(await engine.client.models.open({ kind: 'path', path }));
  const { jobId } = unwrap(await engine.client.grids.start({ modelId, batches: [1, 2], streams: [1] }));
  const events = await allEvents(await engine.client.jobs.watch({ jobId }));
  const partial = events.find(({ type }) => type === 'partial');
  expect(partial).toMatchObject({ result: { kind: 'grid', report: { model: 'model.onnx', variant: 'original' } } });
  const end = events.at(-1);
  expect(end).toMatchObject({ type: 'done', result: { kind: 'grid', report: { best: { batch: 2, streams: 1 } } } });
});

test('different models race, and the newest race is found again', async () => {
  const { client } = await start();
  expect(unwrap(await client.races.latest())).toBeNull();
  const open = async (graph: string, name: string) =>
    unwrap(await client.models.open({ kind: 'path', path: await writeGraph(graph, name) })).modelId;
  const models = [
    { modelId: await open('y = MatMul(x[N,8], W[8,8])', 'a.onnx') },
    { modelId: await open('y = Relu(x[N,8])', 'b.onnx') },
  ];
  const lost = [...models, { modelId: unknownModel }];
  expect(await client.races.start({ models: lost })).toMatchObject(failure('model.not-open'));
  const { jobId } = unwrap(await client.races.start({ models }));
  expect(unwrap(await client.jobs.running())).toMatchObject([{ kind: 'race', model: 'a.onnx, b.onnx' }]);
  const end = (await allEvents(await client.jobs.watch({ jobId }))).at(-1);
  const report = unwrap(await client.races.latest());
  expect(end).toEqual({ type: 'done', result: { kind: 'race', report } });
  expect(report).toMatchObject({ baseline: 'a.onnx', models: [{ name: 'a.onnx' }, { name: 'b.onnx' }] });
});

test('there is no search for a mixed precision before the first', async () => {
  const engine = await start();
  expect(await engine.client.mixed.latest({ modelId: await openMnist(engine) })).toEqual({ ok: true, value: null });
  expect(await engine.client.mixed.latest({ modelId: unknownModel })).toMatchObject(failure('model.not-open'));
});

test('a search tells its candidates as they are tried, keeps what it found when cancelled, and exports it', async () => {
  const engine = await start({ host: await browserHost() });
  const path = await writeGraph('y = Relu(MatMul(x[N,64], W[64,64]))');
  const { modelId } = unwrap(await engine.client.models.open({ kind: 'path', path }));
  expect(unwrap(await engine.client.tune.latest({ modelId }))).toBeNull();
  expect(await engine.client.tune.export({ modelId })).toMatchObject(failure('tune.nothing-tuned'));
  const { jobId } = unwrap(await engine.client.tune.start({ modelId, threads: 1, formats: ['fp32', 'fp16'] }));
  const isScreened = (event: JobEvent) =>
    event.type === 'partial' && event.result.kind === 'tune' && event.result.report.candidates[1]?.speed !== undefined;
  let last: JobEvent | undefined;
  for await (const event of await engine.client.jobs.watch({ jobId })) {
    if (isScreened(event)) unwrap(await engine.client.jobs.cancel({ jobId }));
    last = event;
  }
  expect(last).toEqual({ type: 'cancelled' });
  const tuned = unwrap(await engine.client.tune.latest({ modelId }));
  expect(tuned?.candidates[0]).toMatchObject({ name: 'As it came', speed: { speedup: 1 } });
  const exported = unwrap(await engine.client.tune.export({ modelId }));
  const events = await allEvents(await engine.client.jobs.watch({ jobId: exported.jobId }));
  expect(report.mock.calls).toEqual([]);
  expect(events.at(-1)).toMatchObject({
    type: 'done',
    result: {
      export: {
        downloadPath: 'download/model.tuned.zip',
        files: ['model.onnx', 'plan.json', 'run.py', 'run.mjs', 'run.cpp'],
      },
    },
  });
});

test('an export goes where the window says', async () => {
  const engine = await start();
  const modelId = await openMnist(engine);
  const path = join(engine.folder, 'half.onnx');
  const { jobId } = unwrap(await engine.client.exports.start({ modelId, variant: 'fp16', path }));
  const events = await allEvents(await engine.client.jobs.watch({ jobId }));
  expect(events.at(-1)).toMatchObject({ type: 'done', result: { kind: 'export', export: { path } } });
  const { modelId: exported } = unwrap(await engine.client.models.open({ kind: 'path', path }));
  expect(unwrap(await engine.client.history.lineage({ modelId: exported })).madeFrom).toMatchObject([
    { model: { name: 'mnist.onnx' }, variant: 'fp16' },
  ]);
  expect(unwrap(await engine.client.history.lineage({ modelId })).exports).toMatchObject([{ path, variant: 'fp16' }]);
});

test('an export of a browser is a download', async () => {
  const engine = await start({ host: await browserHost() });
  const modelId = await openMnist(engine);
  const { jobId } = unwrap(await engine.client.exports.start({ modelId, variant: 'fp32' }));
  const events = await allEvents(await engine.client.jobs.watch({ jobId }));
  expect(events.at(-1)).toMatchObject({ result: { export: { downloadPath: 'download/mnist.fp32.onnx' } } });
});

test('a confirmation says which layers the runtime has', async () => {
  const engine = await start();
  const modelId = await openMnist(engine);
  const { jobId } = unwrap(await engine.client.confirmations.start({ modelId, target: 'onnxruntime-cpu' }));
  const events = await allEvents(await engine.client.jobs.watch({ jobId }));
  const report = { provider: 'cpu', counts: { confirmed: 5 }, onnxruntimeVersion: expect.stringMatching(/^1\./) };
  expect(events.at(-1)).toMatchObject({ type: 'done', result: { kind: 'confirm', report } });
});

test('a failure ends the job with its code', async () => {
  const engine = await start();
  const modelId = await openMnist(engine);
  const { jobId } = unwrap(await engine.client.exports.start({ modelId, variant: 'fp32', path: mnistPath }));
  const events = await allEvents(await engine.client.jobs.watch({ jobId }));
  expect(events.at(-1)).toMatchObject({ type: 'failed', error: { code: 'export.over-original' } });
});

test('a cancelled job answers at once; its model can be closed then', async () => {
  const engine = await start();
  const modelId = await openMnist(engine);
  const { jobId } = unwrap(await engine.client.compare.start({ modelId, variants: ['fp32'] }));
  const watching = allEvents(await engine.client.jobs.watch({ jobId }));
  await vi.waitFor(async () => expect(unwrap(await engine.client.jobs.running())).toHaveLength(1));
  expect(unwrap(await engine.client.jobs.cancel({ jobId }))).toBe(true);
  expect((await watching).at(-1)).toEqual({ type: 'cancelled' });
  expect(unwrap(await engine.client.models.close({ modelId }))).toBe(true);
});

test('a model that is closed takes its jobs along', async () => {
  const engine = await start();
  const modelId = await openMnist(engine);
  const { jobId } = unwrap(await engine.client.compare.start({ modelId, variants: ['fp32'] }));
  const watching = allEvents(await engine.client.jobs.watch({ jobId }));
  unwrap(await engine.client.models.close({ modelId }));
  expect((await watching).at(-1)).toEqual({ type: 'cancelled' });
});

test('jobs of several models wait in one line, which is told, reordered and left', async () => {
  const engine = await start();
  const models = [await openMnist(engine), await openMnist(engine)] as const;
  const measure = async (modelId: ModelId) =>
    unwrap(await engine.client.compare.start({ modelId, variants: ['fp32'] })).jobId;
  const [first, second, third] = [await measure(models[0]), await measure(models[0]), await measure(models[1])];
  const isTold = async (expected: Readonly<Record<string, string>>) => {
    for await (const views of await engine.client.jobs.queue()) {
      const states = Object.fromEntries(views.map(({ jobId, state }) => [jobId, state.status]));
      if (Object.entries(expected).every(([id, status]) => states[id] === status)) return views;
    }
    throw new Error('The queue was told no more');
  };
  await isTold({ [first]: 'running', [second]: 'queued', [third]: 'queued' });
  unwrap(await engine.client.jobs.move({ jobId: third, direction: 'earlier' }));
  expect(unwrap(await engine.client.jobs.running()).map(({ jobId }) => jobId)).toEqual([first, third, second]);
  unwrap(await engine.client.jobs.cancel({ jobId: third }));
  unwrap(await engine.client.jobs.cancel({ jobId: first }));
  const views = await isTold({ [second]: 'running', [third]: 'cancelled' });
  expect(views[0]).toMatchObject({ jobId: second, model: 'mnist.onnx', variants: ['fp32'] });
  unwrap(await engine.client.jobs.cancel({ jobId: second }));
});

test('a watcher that turns away ends its stream, not the job', async () => {
  const engine = await start();
  const modelId = await openMnist(engine);
  const { jobId } = unwrap(await engine.client.compare.start({ modelId, variants: ['fp32'] }));
  const controller = new AbortController();
  const events = await engine.client.jobs.watch({ jobId }, { signal: controller.signal });
  await events.next();
  controller.abort();
  await expect(allEvents(events)).rejects.toThrow();
  expect(unwrap(await engine.client.jobs.running())).toHaveLength(1);
  unwrap(await engine.client.jobs.cancel({ jobId }));
});

test('what is not known is coded, also in a stream', async () => {
  const { client } = await start();
  const modelId = unknownModel;
  expect(await client.compare.start({ modelId, variants: ['fp32'] })).toMatchObject(failure('model.not-open'));
  const grid = { modelId, batches: [1], streams: [1] };
  expect(await client.grids.start(grid)).toMatchObject(failure('model.not-open'));
  expect(await client.compare.latest({ modelId })).toMatchObject(failure('model.not-open'));
  expect(await client.exports.start({ modelId, variant: 'fp32' })).toMatchObject(failure('model.not-open'));
  expect(await client.jobs.cancel({ jobId: unknownJob })).toMatchObject(failure('job.unknown'));
  expect(await client.jobs.move({ jobId: unknownJob, direction: 'later' })).toMatchObject(failure('job.unknown'));
  expect(await allEvents(await client.jobs.watch({ jobId: unknownJob }))).toEqual([
    { type: 'failed', error: expect.objectContaining({ code: 'job.unknown' }) },
  ]);
  expect(report).not.toHaveBeenCalled();
});

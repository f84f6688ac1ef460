import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Machine } from '../runtime/providers.ts';
import { unpackGraph } from '../view/packed-graph.ts';
import { googlenetPath, mnistPath, writeGraph } from '../workbench/testing/model-files.ts';
import { startRunners } from '../workbench/testing/runners.ts';
import type { AppEvent } from './contract.ts';
import {
  browserHost,
  type EngineOptions,
  failure,
  machine,
  openMnist,
  startEngine,
  unknownModel,
  unwrap,
  windowHost,
} from './testing/start-engine.ts';

const { factory } = startRunners();
const report = vi.fn();
beforeEach(() => report.mockReset());

const start = (options: Partial<EngineOptions> = {}) => startEngine({ factory, report, ...options });

describe('app', () => {
  test('info names the machine', async () => {
    const { client } = await start();
    expect(unwrap(await client.app.info())).toMatchObject({ host: 'window', processor: 'Test processor' });
  });

  test('info is internal where asking the machine is a defect, and asked again by the next call', async () => {
    const describeMachine = vi
      .fn<() => Promise<Machine>>()
      .mockRejectedValueOnce(new TypeError('/home/secret'))
      .mockResolvedValue(machine);
    const { client } = await start({ describeMachine });
    const failed = await client.app.info();
    expect(failed).toMatchObject(failure('internal'));
    expect(JSON.stringify(failed)).not.toContain('secret');
    expect(report).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: '/home/secret' }));
    expect((await client.app.info()).ok).toBe(true);
  });

  test('events come as the host has them, and end with the caller', async () => {
    let publish: (event: AppEvent) => void = () => {};
    const unsubscribe = vi.fn();
    const host = windowHost({
      subscribe: (listener) => {
        publish = listener;
        listener({ type: 'open-file', path: '/early.onnx' });
        return unsubscribe;
      },
    });
    const { client } = await start({ host });
    const controller = new AbortController();
    const events = await client.app.events(undefined, { signal: controller.signal });
    expect((await events.next()).value).toEqual({ type: 'open-file', path: '/early.onnx' });
    publish({ type: 'menu', command: 'compare' });
    publish({ type: 'menu', command: 'export' });
    expect((await events.next()).value).toEqual({ type: 'menu', command: 'compare' });
    expect((await events.next()).value).toEqual({ type: 'menu', command: 'export' });
    const next = events.next();
    next.catch(() => {});
    controller.abort();
    await vi.waitFor(() => expect(unsubscribe).toHaveBeenCalledOnce());
  });

  test('events end when the window closes its port', async () => {
    const unsubscribe = vi.fn();
    const host = windowHost({
      subscribe: (listener) => {
        listener({ type: 'menu', command: 'open' });
        return unsubscribe;
      },
    });
    const { client, close } = await start({ host });
    const events = await client.app.events();
    await events.next();
    events.next().catch(() => {});
    close();
    await vi.waitFor(() => expect(unsubscribe).toHaveBeenCalledOnce());
  });
});

describe('settings and recent files', () => {
  test('a change is kept, field by field', async () => {
    const { client } = await start();
    expect(unwrap(await client.settings.read())).toMatchObject({ theme: 'system', threads: 1 });
    unwrap(await client.settings.write({ threads: 3, panes: { graph: 0.5 } }));
    expect(unwrap(await client.settings.write({ theme: 'dark' }))).toMatchObject({ theme: 'dark', threads: 3 });
    expect(unwrap(await client.settings.read())).toMatchObject({ threads: 3, panes: { graph: 0.5 } });
  });

  test('what cannot be written is coded; opening a model goes on and says so', async () => {
    const engine = await start();
    await mkdir(join(engine.folder, 'user', 'settings.json'), { recursive: true });
    await mkdir(join(engine.folder, 'user', 'recent.json'));
    expect(await engine.client.settings.write({ threads: 2 })).toMatchObject(failure('file.write-failed'));
    expect(await engine.client.recent.clear()).toMatchObject(failure('file.write-failed'));
    const opened = unwrap(await engine.client.models.open({ kind: 'path', path: mnistPath }));
    expect(opened.diagnostics).toContainEqual(expect.objectContaining({ code: 'recent.not-kept' }));
  });

  test('opened paths are remembered, samples are not', async () => {
    const engine = await start();
    await openMnist(engine);
    unwrap(await engine.client.models.open({ kind: 'sample', sampleId: 'inception-fashion' }));
    expect(unwrap(await engine.client.recent.list())).toMatchObject([{ path: mnistPath, name: 'mnist.onnx' }]);
    expect(unwrap(await engine.client.recent.clear())).toEqual([]);
  });
});

describe('host', () => {
  test('a window has dialogs', async () => {
    const showInFolder = vi.fn(async () => {});
    const { client } = await start({ host: windowHost({ showInFolder }) });
    expect(unwrap(await client.host.chooseFiles({ purpose: 'model' }))).toEqual(['/data/a.onnx']);
    expect(unwrap(await client.host.chooseSavePath({ suggestedName: 'b.onnx' }))).toBe('/data/b.onnx');
    expect(unwrap(await client.host.showInFolder({ path: '/data/b.onnx' }))).toBe(true);
    expect(showInFolder).toHaveBeenCalledExactlyOnceWith('/data/b.onnx');
  });

  test('a browser has none', async () => {
    const { client } = await start({ host: await browserHost() });
    for (const answer of [
      await client.host.chooseFiles({ purpose: 'model' }),
      await client.host.chooseSavePath({ suggestedName: 'b.onnx' }),
      await client.host.showInFolder({ path: '/x' }),
    ])
      expect(answer).toMatchObject(failure('host.unavailable'));
  });
});

describe('models', () => {
  test('are opened by path, listed and closed', async () => {
    const engine = await start();
    const modelId = await openMnist(engine);
    expect(unwrap(await engine.client.models.list())).toMatchObject([{ modelId, name: 'mnist.onnx', path: mnistPath }]);
    expect(unwrap(await engine.client.models.close({ modelId }))).toBe(true);
    expect(unwrap(await engine.client.models.list())).toEqual([]);
    expect(await engine.client.models.close({ modelId })).toMatchObject(failure('model.not-open'));
  });

  test('from uploads say nothing of where they lie, also later', async () => {
    const { client } = await start({ host: await browserHost() });
    expect(unwrap(await client.models.open({ kind: 'upload', uploadId: 'upload-1' })).path).toBe('');
    expect(unwrap(await client.models.list())).toMatchObject([{ path: '' }]);
    expect(unwrap(await client.recent.list())).toEqual([]);
  });

  test('from samples come with their data', async () => {
    const { client } = await start();
    const [sample] = unwrap(await client.samples.list());
    expect(sample).toMatchObject({ id: 'inception-fashion', title: expect.any(String) });
    const opened = unwrap(await client.models.open({ kind: 'sample', sampleId: 'inception-fashion' }));
    expect(opened).toMatchObject({ name: 'inception-fashion.onnx', data: { preprocess: expect.any(String) } });
    expect(opened.calibration).toMatchObject({ method: 'entropy' });
  });

  test('that came without weights are opened anew with random ones', async () => {
    const { client } = await start();
    const architecture = unwrap(await client.models.open({ kind: 'path', path: googlenetPath }));
    expect(architecture).toMatchObject({ weights: 'absent' });
    const filled = unwrap(await client.models.fillWeights({ modelId: architecture.modelId }));
    expect(filled).toMatchObject({ weights: 'random', path: googlenetPath, name: architecture.name });
    expect(filled.modelId).not.toBe(architecture.modelId);
  });

  test.each([
    [{ kind: 'path', path: '/no/such.onnx' } as const, 'file.not-found'],
    [{ kind: 'path', path: '/' } as const, 'file.is-directory'],
    [{ kind: 'upload', uploadId: 'gone' } as const, 'file.upload-unknown'],
    [{ kind: 'sample', sampleId: 'gone' } as const, 'sample.unknown'],
  ])('that are not there are coded: %j', async (request, code) => {
    const { client } = await start();
    expect(await client.models.open(request)).toMatchObject(failure(code));
  });

  test('have graphs', async () => {
    const engine = await start();
    const modelId = await openMnist(engine);
    const graphs = unwrap(await engine.client.models.graph({ modelId, target: 'onnxruntime-cpu' }));
    expect(graphs.layers).toMatchObject({ before: 10, after: 5 });
    const original = unwrap(await engine.client.models.original({ modelId, target: 'onnxruntime-cpu' }));
    expect(original.layerCount).toBe(10);
    expect(unpackGraph(original.graph).boxes.map(({ title }) => title)).toContain('MaxPool');
    const request = { modelId: unknownModel, target: 'portable' } as const;
    expect(await engine.client.models.graph(request)).toMatchObject(failure('model.not-open'));
    expect(await engine.client.models.original(request)).toMatchObject(failure('model.not-open'));
  });

  test('show what each stage of the rewriting left', async () => {
    const engine = await start();
    const modelId = await openMnist(engine);
    const boxesAfter = async (stage: 'original' | 'simplify' | 'concat') => {
      const packed = unwrap(await engine.client.models.stage({ modelId, target: 'onnxruntime-cpu', stage }));
      return unpackGraph(packed).boxes;
    };
    const request = { modelId, target: 'onnxruntime-cpu' } as const;
    const { after } = unwrap(await engine.client.models.graph(request));
    const { graph } = unwrap(await engine.client.models.original(request));
    expect(await boxesAfter('concat')).toEqual(unpackGraph(after).boxes);
    expect((await boxesAfter('original')).map(({ id }) => id)).toEqual(unpackGraph(graph).boxes.map(({ id }) => id));
    expect((await boxesAfter('simplify')).length).toBeLessThan((await boxesAfter('original')).length);
  });

  test('show their constants, and those that rewriting made', async () => {
    const engine = await start();
    const path = await writeGraph('y = BatchNormalization(Conv(x[1,3,8,8], W[4,3,1,1]), s[4], b[4], m[4], v[4])');
    const { modelId } = unwrap(await engine.client.models.open({ kind: 'path', path }));
    const own = unwrap(await engine.client.models.tensor({ modelId, value: 'W' }));
    expect(own).toMatchObject({ dataType: 'float32', shape: '[4, 3, 1, 1]', elementCount: 12 });
    expect(own.values).toHaveLength(12);
    const { after } = unwrap(await engine.client.models.graph({ modelId, target: 'portable' }));
    const folded = unpackGraph(after)
      .boxes.flatMap(({ inputs }) => inputs)
      .filter(({ source }) => source === 'initializer');
    expect(folded.length).toBeGreaterThan(0);
    for (const { value } of folded) expect((await engine.client.models.tensor({ modelId, value })).ok).toBe(true);
    expect(await engine.client.models.tensor({ modelId, value: 'nope' })).toMatchObject(
      failure('model.unknown-tensor'),
    );
    const unknown = { modelId: unknownModel, value: 'W' };
    expect(await engine.client.models.tensor(unknown)).toMatchObject(failure('model.not-open'));
  });
});

test.each<[string, unknown]>([
  ['settings.write', { theme: 'purple' }],
  ['settings.write', { threads: -1 }],
  ['host.chooseFiles', { purpose: 'passwords' }],
  ['host.chooseSavePath', { suggestedName: '' }],
  ['host.showInFolder', {}],
  ['models.open', { kind: 'address', path: 'http://x' }],
  ['models.open', { kind: 'path', path: '' }],
  ['models.close', undefined],
  ['models.original', { modelId: 'm' }],
  ['models.graph', { modelId: 'm', target: 'toaster' }],
  ['models.stage', { modelId: 'm', target: 'portable', stage: 'last' }],
  ['models.tensor', { modelId: 'm' }],
  ['compare.start', { modelId: 'm', variants: [] }],
  ['grids.start', { modelId: 'm', batches: [], streams: [1] }],
  ['races.start', { models: [{ modelId: 'm' }] }],
  ['compare.start', { modelId: 'm', variants: ['fp8'] }],
  ['compare.start', { modelId: 'm', variants: ['fp32'], shapes: { x: [-1] } }],
  ['compare.latest', { modelId: '' }],
  ['exports.start', { modelId: 'm', variant: 'fp32', path: 7 }],
  ['jobs.watch', { jobId: 1 }],
  ['jobs.cancel', null],
  ['jobs.move', { jobId: 'j', direction: 'first' }],
])('%s refuses the payload %j before anything happens', async (path, payload) => {
  const { call } = await start();
  await expect(call(path.split('.'), payload)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  expect(report).not.toHaveBeenCalled();
});

test('a defect of the host is internal, and only reported', async () => {
  const { client } = await start({
    host: windowHost({ chooseFiles: () => Promise.reject(new TypeError('/home/secret')) }),
  });
  const answer = await client.host.chooseFiles({ purpose: 'data' });
  expect(answer).toMatchObject(failure('internal'));
  expect(JSON.stringify(answer)).not.toContain('secret');
  expect(report).toHaveBeenCalledOnce();
});

import { describe, expect, it, vi } from 'vitest';
import type { ExportResult } from '../../engine/api/contract.ts';
import { createFakeClient, exportJob, refuse } from '../testing/fake-client.ts';
import { inceptionSample } from '../testing/models.ts';
import { createExportStore, type ExportOrder, suggestFileName } from './export-store.ts';
import { noSwitches, toWireSwitches } from './rewrite-switches.ts';

const switches = { ...noSwitches, disabledRules: ['fuse-batch-norm-into-conv'] };

const order: ExportOrder = {
  model: inceptionSample,
  variant: 'int8',
  calibration: inceptionSample.calibration,
  provider: 'cpu',
  threads: 1,
  batch: 1,
  switches,
  shapes: { ids: [1, 128] },
  host: 'window',
};
const written: ExportResult = {
  variant: 'int8',
  fileName: 'inception_fashion.int8.onnx',
  path: '/home/ada/inception_fashion.int8.onnx',
  sizeBytes: 348_160,
};

const setUp = (client = createFakeClient()) => ({ client, store: createExportStore(client) });

describe('an export', () => {
  it('asks where to in the window, then writes there', async () => {
    const { client, store } = setUp();
    client.emit(exportJob, { type: 'done', result: { kind: 'export', export: written } });
    await store.getState().start(order);
    expect(client.calls).toEqual([
      { method: 'host.chooseSavePath', input: { suggestedName: 'inception_fashion.int8.onnx' } },
      {
        method: 'exports.start',
        input: {
          modelId: inceptionSample.modelId,
          variant: 'int8',
          provider: 'cpu',
          threads: 1,
          batch: 1,
          ...toWireSwitches(switches),
          shapes: { ids: [1, 128] },
          calibration: inceptionSample.calibration,
          path: '/home/ada/inception_fashion.int8.onnx',
        },
      },
    ]);
    expect(store.getState().exports.int8).toEqual({ status: 'done', result: written });
    expect(client.downloads).toEqual([]);
  });

  it('does nothing when the user closes the dialog', async () => {
    const { client, store } = setUp(
      createFakeClient({ host: { chooseSavePath: async () => ({ ok: true, value: '' }) } }),
    );
    await store.getState().start(order);
    expect(client.calls).toEqual([]);
    expect(store.getState().exports).toEqual({});
  });

  it('downloads in the browser, without asking', async () => {
    const { client, store } = setUp();
    const prepared = { variant: 'fp16', fileName: 'a.fp16.onnx', downloadPath: 'download/7', sizeBytes: 1 } as const;
    client.emit(exportJob, { type: 'done', result: { kind: 'export', export: prepared } });
    await store.getState().start({ ...order, variant: 'fp16', calibration: undefined, host: 'browser' });
    expect(client.calls).toEqual([
      {
        method: 'exports.start',
        input: {
          modelId: inceptionSample.modelId,
          variant: 'fp16',
          provider: 'cpu',
          threads: 1,
          batch: 1,
          ...toWireSwitches(switches),
          shapes: { ids: [1, 128] },
        },
      },
    ]);
    expect(client.downloads).toEqual(['download/7']);
  });

  it('can be cancelled, and leaves nothing on screen then', async () => {
    const { client, store } = setUp();
    const ended = store.getState().start(order);
    await vi.waitFor(() => expect(store.getState().exports.int8?.status).toBe('running'));
    await store.getState().cancel('int8');
    client.emit(exportJob, { type: 'cancelled' });
    await ended;
    expect(client.calls).toContainEqual({ method: 'jobs.cancel', input: { jobId: exportJob } });
    expect(store.getState().exports).toEqual({});
  });

  it('holds why it failed until it is dismissed', async () => {
    const { store } = setUp(createFakeClient({ exports: { start: () => refuse('export.no-space', 'Disk full.') } }));
    await store.getState().start(order);
    expect(store.getState().exports.int8).toMatchObject({ status: 'failed', error: { code: 'export.no-space' } });
    store.getState().dismiss('int8');
    expect(store.getState().exports).toEqual({});
  });
});

it.each([
  ['net.onnx', 'net.fp16.onnx'],
  ['net.v2.ONNX', 'net.v2.fp16.onnx'],
  ['net', 'net.fp16.onnx'],
])('suggests for %s the name %s', (name, expected) => expect(suggestFileName(name, 'fp16')).toBe(expected));

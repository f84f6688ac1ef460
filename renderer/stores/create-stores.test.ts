import { describe, expect, it, vi } from 'vitest';
import { compareJob, createFakeClient } from '../testing/fake-client.ts';
import { jobView } from '../testing/jobs.ts';
import { appInfo, inceptionModel, inceptionSample } from '../testing/models.ts';
import { labelledReport } from '../testing/reports.ts';
import { createStores } from './create-stores.ts';
import { selectGraphs } from './graph-store.ts';
import { startWorkbench } from './start-workbench.ts';

const sample = { kind: 'sample', sampleId: 'inception-fashion', title: 'Inception' } as const;

describe('what follows the open model', () => {
  it('loads its graphs, its data and its newest report', async () => {
    const client = createFakeClient({ compare: { latest: async () => ({ ok: true, value: labelledReport }) } });
    const stores = createStores(client);
    await stores.model.getState().open(sample);
    await vi.waitFor(() => expect(selectGraphs(stores.graph.getState())).toBeDefined());
    expect(stores.precision.getState().evaluation).toEqual(inceptionSample.data);
    await vi.waitFor(() => expect(stores.benchmark.getState().report).toBe(labelledReport));
  });

  it('plans the graphs again for another target, and keeps the report', async () => {
    const client = createFakeClient({ compare: { latest: async () => ({ ok: true, value: labelledReport }) } });
    const stores = createStores(client);
    await stores.model.getState().open(sample);
    await vi.waitFor(() => expect(stores.benchmark.getState().report).toBeDefined());
    stores.model.getState().setTarget('tensorrt');
    await vi.waitFor(() => expect(selectGraphs(stores.graph.getState())?.target).toBe('tensorrt'));
    expect(stores.benchmark.getState().report).toBe(labelledReport);
  });

  it('lets go of everything when it is closed', async () => {
    const stores = createStores(createFakeClient());
    await stores.model.getState().open(sample);
    stores.view.getState().select({ origins: new Set([1]), source: 'list' });
    await stores.model.getState().close();
    expect(stores.graph.getState().load.status).toBe('empty');
    expect(stores.benchmark.getState()).toMatchObject({ job: { status: 'idle' }, report: undefined });
    expect(stores.view.getState().selection).toBeUndefined();
  });
});

describe('startWorkbench', () => {
  it('restores settings and opens the model that the program was started with', async () => {
    const startModel = '/home/ada/start.onnx';
    const client = createFakeClient({ app: { info: async () => ({ ok: true, value: { ...appInfo, startModel } }) } });
    await client.rpc.settings.write({ theme: 'dark', target: 'portable', threads: 4, panes: { 'fusion-list': 0.4 } });
    const stores = createStores(client);
    await startWorkbench(client, stores);
    expect(stores.view.getState()).toMatchObject({ theme: 'dark', panes: { 'fusion-list': 0.4 } });
    expect(stores.model.getState()).toMatchObject({ target: 'portable', model: inceptionModel });
    expect(stores.precision.getState().run.threads).toBe(4);
    expect(client.calls).toContainEqual({ method: 'models.open', input: { kind: 'path', path: startModel } });
  });

  it('does not open the start model again in a reloaded window, and joins its comparison', async () => {
    const startModel = inceptionModel.path;
    const client = createFakeClient({
      app: { info: async () => ({ ok: true, value: { ...appInfo, startModel } }) },
      models: { list: async () => ({ ok: true, value: [inceptionModel] }) },
      jobs: {
        running: async () => ({
          ok: true,
          value: [jobView(compareJob, 'compare', { status: 'running' })],
        }),
      },
    });
    const stores = createStores(client);
    await startWorkbench(client, stores);
    expect(client.calls.map(({ method }) => method)).not.toContain('models.open');
    await vi.waitFor(() => expect(stores.benchmark.getState().job.status).toBe('running'));
  });

  it('opens the model again when a lost engine has come back without it', async () => {
    const client = createFakeClient();
    const stores = createStores(client);
    await startWorkbench(client, stores);
    await stores.model.getState().open({ kind: 'path', path: inceptionModel.path });
    client.setConnection({ status: 'lost', attempt: 1 });
    client.setConnection({ status: 'open' });
    const opened = () => client.calls.filter(({ method }) => method === 'models.open');
    await vi.waitFor(() => expect(opened()).toHaveLength(2));
  });
});

import { describe, expect, it, vi } from 'vitest';
import { modelId, type Result } from '../../engine/api/contract.ts';
import { packComparison } from '../../engine/view/pack-graph.ts';
import type { PackedComparison } from '../../engine/view/packed-graph.ts';
import { createFakeClient, refuse } from '../testing/fake-client.ts';
import { inceptionGraphs } from '../testing/graphs.ts';
import { createGraphStore, selectGraphs } from './graph-store.ts';
import { noSwitches, toWireSwitches } from './rewrite-switches.ts';

const model = modelId.parse('model-1');

describe('graph store', () => {
  it('loads both graphs for a target', async () => {
    const client = createFakeClient();
    const store = createGraphStore(client);
    await store.getState().open(model, 'tensorrt', noSwitches);
    expect(selectGraphs(store.getState())?.target).toBe('tensorrt');
    expect(client.calls[1]?.input).toEqual({ modelId: model, target: 'tensorrt', ...toWireSwitches(noSwitches) });
  });

  it('shows the original while it is still being rewritten', async () => {
    const graph = () => new Promise<never>(() => {});
    const store = createGraphStore(createFakeClient({ models: { graph } }));
    void store.getState().open(model, 'tensorrt', noSwitches);
    await vi.waitFor(() => expect(store.getState().load).toMatchObject({ original: { target: 'tensorrt' } }));
    expect(store.getState().load.status).toBe('loading');
  });

  it('asks for the original once for a target, and compares with the one it has', async () => {
    const client = createFakeClient();
    const store = createGraphStore(client);
    await store.getState().open(model, 'portable', noSwitches);
    const first = selectGraphs(store.getState())?.before;
    await store.getState().open(model, 'portable', { ...noSwitches, keptNodes: [4] });
    expect(client.calls.map(({ method }) => method)).toEqual(['models.original', 'models.graph', 'models.graph']);
    expect(selectGraphs(store.getState())?.before).toBe(first);
  });

  it('keeps the graphs on screen while they are planned again with other switches', async () => {
    const client = createFakeClient();
    const store = createGraphStore(client);
    await store.getState().open(model, 'portable', noSwitches);
    const planned = store.getState().open(model, 'portable', { ...noSwitches, keptNodes: [4] });
    expect(store.getState().load.status).toBe('loading');
    expect(selectGraphs(store.getState())).toBeDefined();
    await planned;
    expect(client.lastCall()?.input).toMatchObject({ target: 'portable', keepNodes: [4] });
  });

  it('forgets the graphs of another model', async () => {
    const store = createGraphStore(createFakeClient());
    await store.getState().open(model, 'portable', noSwitches);
    const opened = store.getState().open(modelId.parse('model-2'), 'portable', noSwitches);
    expect(selectGraphs(store.getState())).toBeUndefined();
    await opened;
  });

  it('drops an answer that a newer request has overtaken', async () => {
    const answers: ((graphs: PackedComparison) => void)[] = [];
    const graph = () =>
      new Promise<Result<PackedComparison>>((resolve) => answers.push((value) => resolve({ ok: true, value })));
    const store = createGraphStore(createFakeClient({ models: { graph } }));
    const slow = store.getState().open(model, 'portable', noSwitches);
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    const fast = store.getState().open(model, 'tensorrt', noSwitches);
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.(packComparison({ ...inceptionGraphs(), target: 'tensorrt' }));
    await fast;
    answers[0]?.(packComparison({ ...inceptionGraphs(), target: 'portable' }));
    await slow;
    expect(selectGraphs(store.getState())?.target).toBe('tensorrt');
  });

  it('holds the failure and can try again', async () => {
    let fails = true;
    const client = createFakeClient({
      models: {
        graph: async () =>
          fails ? refuse('model.not-open', 'Closed.') : { ok: true, value: packComparison(inceptionGraphs()) },
      },
    });
    const store = createGraphStore(client);
    await store.getState().open(model, 'portable', noSwitches);
    expect(store.getState().load).toMatchObject({ status: 'failed', error: { code: 'model.not-open' } });
    fails = false;
    await store.getState().retry();
    expect(store.getState().load.status).toBe('ready');
  });

  it('previews no tensor while no model is open', async () => {
    const store = createGraphStore(createFakeClient());
    expect(await store.getState().previewTensor('W')).toMatchObject({ ok: false, error: { code: 'model.not-open' } });
    await store.getState().open(model, 'portable', noSwitches);
    expect(await store.getState().previewTensor('W')).toMatchObject({ ok: true, value: { name: 'W' } });
  });
});

import { describe, expect, it } from 'vitest';
import { modelId, type Result } from '../../engine/api/contract.ts';
import type { ComparedGraphs } from '../../engine/view/graph-view.ts';
import { createFakeClient, refuse } from '../testing/fake-client.ts';
import { inceptionGraphs } from '../testing/graphs.ts';
import { createGraphStore, selectDisabledRules, selectGraphs } from './graph-store.ts';

const model = modelId.parse('model-1');

describe('graph store', () => {
  it('loads both graphs for a target', async () => {
    const client = createFakeClient();
    const store = createGraphStore(client);
    await store.getState().open(model, 'tensorrt');
    expect(selectGraphs(store.getState())?.target).toBe('tensorrt');
    expect(client.calls[0]?.input).toEqual({ modelId: model, target: 'tensorrt', disabledRules: [] });
  });

  it('keeps the graphs on screen while they are planned again, and its rules across targets', async () => {
    const client = createFakeClient();
    const store = createGraphStore(client);
    await store.getState().open(model, 'portable');
    const toggled = store.getState().toggleRule('merge-sibling-convs');
    expect(store.getState().load.status).toBe('loading');
    expect(selectGraphs(store.getState())).toBeDefined();
    await toggled;
    await store.getState().open(model, 'tensorrt');
    expect(selectDisabledRules(store.getState())).toEqual(['merge-sibling-convs']);
    await store.getState().toggleRule('merge-sibling-convs');
    expect(selectDisabledRules(store.getState())).toEqual([]);
  });

  it('forgets graphs and rules of another model', async () => {
    const store = createGraphStore(createFakeClient());
    await store.getState().open(model, 'portable');
    await store.getState().toggleRule('merge-sibling-convs');
    const opened = store.getState().open(modelId.parse('model-2'), 'portable');
    expect(selectGraphs(store.getState())).toBeUndefined();
    expect(selectDisabledRules(store.getState())).toEqual([]);
    await opened;
  });

  it('drops an answer that a newer request has overtaken', async () => {
    const answers: ((graphs: ComparedGraphs) => void)[] = [];
    const graph = () =>
      new Promise<Result<ComparedGraphs>>((resolve) => answers.push((value) => resolve({ ok: true, value })));
    const store = createGraphStore(createFakeClient({ models: { graph } }));
    const slow = store.getState().open(model, 'portable');
    const fast = store.getState().open(model, 'tensorrt');
    answers[1]?.({ ...inceptionGraphs(), target: 'tensorrt' });
    await fast;
    answers[0]?.({ ...inceptionGraphs(), target: 'portable' });
    await slow;
    expect(selectGraphs(store.getState())?.target).toBe('tensorrt');
  });

  it('holds the failure and can try again', async () => {
    let fails = true;
    const client = createFakeClient({
      models: {
        graph: async () => (fails ? refuse('model.not-open', 'Closed.') : { ok: true, value: inceptionGraphs() }),
      },
    });
    const store = createGraphStore(client);
    await store.getState().open(model, 'portable');
    expect(store.getState().load).toMatchObject({ status: 'failed', error: { code: 'model.not-open' } });
    fails = false;
    await store.getState().retry();
    expect(store.getState().load.status).toBe('ready');
  });

  it('previews no tensor while no model is open', async () => {
    const store = createGraphStore(createFakeClient());
    expect(await store.getState().previewTensor('W')).toMatchObject({ ok: false, error: { code: 'model.not-open' } });
    await store.getState().open(model, 'portable');
    expect(await store.getState().previewTensor('W')).toMatchObject({ ok: true, value: { name: 'W' } });
  });
});

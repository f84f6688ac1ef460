import { describe, expect, it, vi } from 'vitest';
import { modelId, type SessionState } from '../../engine/api/contract.ts';
import { createFakeClient, type FakeClient, refuse } from '../testing/fake-client.ts';
import { inceptionModel, inceptionSample } from '../testing/models.ts';
import { createStores } from './create-stores.ts';
import { toSession } from './session.ts';
import { startWorkbench } from './start-workbench.ts';

const sample = { ...inceptionSample, modelId: modelId.parse('sample'), sampleId: 'inception-fashion' };

const session: SessionState = {
  models: [
    { kind: 'path', path: inceptionModel.path },
    { kind: 'sample', sampleId: 'inception-fashion', title: 'Inception' },
  ],
  active: 0,
  panel: 'precision',
};

async function start(client: FakeClient) {
  await client.rpc.settings.write({ session });
  const stores = createStores(client);
  await startWorkbench(client, stores);
  return stores;
}

describe('toSession', () => {
  it('names models by path or sample, and leaves out what was sent from a browser', () => {
    const sent = { ...inceptionModel, path: '' };
    expect(toSession([inceptionModel, sent, sample], sample, 'compare')).toEqual({
      models: [
        { kind: 'path', path: inceptionModel.path },
        { kind: 'sample', sampleId: 'inception-fashion', title: sample.name },
      ],
      active: 1,
      panel: 'compare',
    });
  });
});

describe('the next start', () => {
  it('opens what was open, shows what was shown, on its panel', async () => {
    const { model, view } = await start(createFakeClient());
    expect(model.getState().models.map(({ modelId }) => modelId)).toEqual([
      inceptionModel.modelId,
      inceptionSample.modelId,
    ]);
    expect(model.getState().model?.modelId).toBe(inceptionModel.modelId);
    expect(view.getState().panel).toBe('precision');
  });

  it('says what is gone, and starts without it', async () => {
    const client = createFakeClient({ models: { open: () => refuse('file.not-found', 'There is no such file.') } });
    const { model, notifications } = await start(client);
    expect(model.getState()).toMatchObject({ model: undefined, refusal: undefined });
    expect(notifications.getState().notifications).toHaveLength(2);
  });

  it('leaves alone what a reloaded window still has open', async () => {
    const client = createFakeClient({ models: { list: async () => ({ ok: true, value: [inceptionSample] }) } });
    const { model } = await start(client);
    expect(client.calls.filter(({ method }) => method === 'models.open')).toEqual([]);
    expect(model.getState().model).toBe(inceptionSample);
  });

  it('is told of every change', async () => {
    const client = createFakeClient();
    const { view } = await start(client);
    view.getState().showPanel('history');
    await vi.waitFor(() =>
      expect(client.calls.at(-1)).toMatchObject({ method: 'settings.write', input: { session: { panel: 'history' } } }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { modelId } from '../../engine/api/contract.ts';
import { createFakeClient, refuse } from '../testing/fake-client.ts';
import { inceptionModel, inceptionSample, samples } from '../testing/models.ts';
import { createModelStore } from './model-store.ts';
import type { SettingsWriter } from './settings-writer.ts';

const noSettings: SettingsWriter = { write: () => {}, flush: async () => {} };
const setUp = (client = createFakeClient()) => ({ client, store: createModelStore(client, noSettings) });
const file = (name: string) => new File(['x'], name);
const methods = (client: ReturnType<typeof createFakeClient>) => client.calls.map(({ method }) => method);

describe('a Caffe network', () => {
  it('is opened with the weights that were dropped with it', async () => {
    const client = { ...createFakeClient(), pathOf: ({ name }: File) => `/m/${name}` };
    await setUp(client)
      .store.getState()
      .open({ kind: 'files', files: [file('a.caffemodel'), file('a.prototxt')] });
    expect(client.calls).toContainEqual({
      method: 'models.open',
      input: { kind: 'path', path: '/m/a.prototxt', weightsPath: '/m/a.caffemodel' },
    });
  });

  it('is opened with the weights that were chosen with it', async () => {
    const client = createFakeClient({
      host: { chooseFiles: () => Promise.resolve({ ok: true, value: ['/w/a.caffemodel', '/m/a.prototxt'] }) },
    });
    await setUp(client).store.getState().choose();
    expect(client.calls).toContainEqual({
      method: 'models.open',
      input: { kind: 'path', path: '/m/a.prototxt', weightsPath: '/w/a.caffemodel' },
    });
  });

  it('gets random weights on request, in place of the model without any', async () => {
    const { client, store } = setUp();
    const model = { ...inceptionModel, modelId: modelId.parse('empty'), weights: 'absent' as const };
    store.setState({ model, models: [model] });
    await store.getState().open({ kind: 'random-weights', model });
    expect(store.getState().model?.weights).toBe('random');
    expect(client.calls).toContainEqual({ method: 'models.close', input: { modelId: 'empty' } });
  });
});

describe('opening a model', () => {
  it('opens a path beside the model before, and shows it', async () => {
    const first = { ...inceptionModel, modelId: modelId.parse('first'), path: '/m/first.onnx' };
    const { client, store } = setUp();
    store.setState({ model: first, models: [first] });
    await store.getState().open({ kind: 'path', path: '/m/second.onnx' });
    expect(store.getState()).toMatchObject({ model: inceptionModel, opening: undefined, refusal: undefined });
    expect(store.getState().models).toEqual([first, inceptionModel]);
    expect(methods(client)).not.toContain('models.close');
  });

  it('reads a file that is open already again, in its place', async () => {
    const first = { ...inceptionModel, modelId: modelId.parse('first') };
    const { client, store } = setUp();
    store.setState({ model: first, models: [first, inceptionSample] });
    await store.getState().open({ kind: 'path', path: inceptionModel.path });
    expect(store.getState().models).toEqual([inceptionModel, inceptionSample]);
    expect(client.calls).toContainEqual({ method: 'models.close', input: { modelId: 'first' } });
  });

  it('opens several models that are dropped together one after the other', async () => {
    const client = { ...createFakeClient(), pathOf: (dropped: File) => `/home/ada/${dropped.name}` };
    const { store } = setUp(client);
    await store.getState().open({ kind: 'files', files: [file('a.onnx'), file('b.onnx')] });
    expect(client.calls.flatMap(({ method, input }) => (method === 'models.open' ? [input] : []))).toEqual([
      { kind: 'path', path: '/home/ada/a.onnx' },
      { kind: 'path', path: '/home/ada/b.onnx' },
    ]);
  });

  it('closes a model and shows its neighbour', async () => {
    const { client, store } = setUp();
    store.setState({ model: inceptionModel, models: [inceptionModel, inceptionSample] });
    await store.getState().close();
    expect(store.getState()).toMatchObject({ model: inceptionSample, models: [inceptionSample] });
    expect(methods(client)).toEqual(['models.close']);
    await store.getState().close();
    expect(store.getState()).toMatchObject({ model: undefined, models: [] });
  });

  it('shows what is being opened until the engine has answered', async () => {
    let answer = () => {};
    const client = createFakeClient({
      models: { open: () => new Promise((resolve) => (answer = () => resolve({ ok: true, value: inceptionModel }))) },
    });
    const { store } = setUp(client);
    const opened = store.getState().open({ kind: 'path', path: '/m/net.onnx' });
    expect(store.getState().opening).toEqual({ name: 'net.onnx', phase: 'reading', sentFraction: 0 });
    answer();
    await opened;
    expect(store.getState().opening).toBeUndefined();
  });

  it('keeps the open model when the next is refused', async () => {
    const client = createFakeClient({ models: { open: () => refuse('onnx.truncated', 'Ends too early.') } });
    const { store } = setUp(client);
    store.setState({ model: inceptionModel });
    await store.getState().open({ kind: 'path', path: '/m/broken.onnx' });
    expect(store.getState().model).toBe(inceptionModel);
    expect(store.getState().refusal).toMatchObject({ name: 'broken.onnx', error: { code: 'onnx.truncated' } });
  });

  it('sends files that have no path, then opens the upload', async () => {
    const { client, store } = setUp();
    await store.getState().open({ kind: 'files', files: [file('weights.bin'), file('net.onnx')] });
    expect(methods(client)).toEqual(['upload', 'models.open']);
    expect(client.calls[1]?.input).toEqual({ kind: 'upload', uploadId: 'upload-1' });
  });

  it('opens a dropped file by its path where the window knows it', async () => {
    const client = { ...createFakeClient(), pathOf: (dropped: File) => `/home/ada/${dropped.name}` };
    const { store } = setUp(client);
    await store.getState().open({ kind: 'files', files: [file('net.onnx')] });
    expect(client.calls).toEqual([{ method: 'models.open', input: { kind: 'path', path: '/home/ada/net.onnx' } }]);
  });

  it('refuses several files without a model among them', async () => {
    const { client, store } = setUp();
    await store.getState().open({ kind: 'files', files: [file('a.txt'), file('b.txt')] });
    expect(store.getState().refusal?.error.code).toBe('file.no-model');
    expect(client.calls).toEqual([]);
  });

  it('closes in the engine what arrives after the user cancelled', async () => {
    let answer = () => {};
    const client = createFakeClient({
      models: { open: () => new Promise((resolve) => (answer = () => resolve({ ok: true, value: inceptionModel }))) },
    });
    const { store } = setUp(client);
    const opened = store.getState().open({ kind: 'path', path: '/m/net.onnx' });
    store.getState().cancelOpening();
    answer();
    await opened;
    expect(store.getState()).toMatchObject({ model: undefined, opening: undefined });
    expect(methods(client)).toEqual(['models.close']);
  });
});

describe('what outlives the window', () => {
  it('finds the model that a reloaded window left open', async () => {
    const client = createFakeClient({ models: { list: async () => ({ ok: true, value: [inceptionSample] }) } });
    const { store } = setUp(client);
    await store.getState().load();
    expect(store.getState()).toMatchObject({ model: inceptionSample, samples });
  });

  it('reads the model again after the engine was restarted', async () => {
    const { client, store } = setUp();
    store.setState({ model: inceptionModel, models: [inceptionModel] });
    await store.getState().recover();
    expect(client.calls[0]).toEqual({ method: 'models.open', input: { kind: 'path', path: inceptionModel.path } });
  });

  it('says that an uploaded model is lost with a restarted engine', async () => {
    const { store } = setUp();
    const sent = { ...inceptionModel, path: '' };
    store.setState({ model: sent, models: [sent] });
    await store.getState().recover();
    expect(store.getState()).toMatchObject({ model: undefined, refusal: { error: { code: 'engine.restarted' } } });
  });

  it('touches nothing when the engine still has the model', async () => {
    const client = createFakeClient({ models: { list: async () => ({ ok: true, value: [inceptionModel] }) } });
    const { store } = setUp(client);
    store.setState({ model: inceptionModel, models: [inceptionModel] });
    await store.getState().recover();
    expect(client.calls).toEqual([]);
  });
});

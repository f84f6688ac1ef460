import { describe, expect, it, vi } from 'vitest';
import { modelId, tuneRequest } from '../../engine/api/contract.ts';
import { createFakeClient, refuse, tunedExportJob, tuneJob } from '../testing/fake-client.ts';
import { jobView } from '../testing/jobs.ts';
import { inceptionModel } from '../testing/models.ts';
import { tuneReport } from '../testing/tune-report.ts';
import { createTuneStore } from './tune-store.ts';

const request = tuneRequest.parse({ modelId: modelId.parse('model-1') });
const running = { ...tuneReport, state: 'running', best: '0' } as const;
const progress = { stage: 'Screening', fraction: 0.4, doneCount: 4, totalCount: 10, unit: 'plans' };

const setUp = (client = createFakeClient()) => ({ client, store: createTuneStore(client) });

describe('a search', () => {
  it('shows the best so far while it runs, and then its answer', async () => {
    const { client, store } = setUp();
    const ended = store.getState().start(request);
    client.emit(tuneJob, { type: 'progress', ...progress });
    client.emit(tuneJob, { type: 'partial', result: { kind: 'tune', report: running } });
    await vi.waitFor(() => expect(store.getState().report).toEqual(running));
    expect(store.getState().job).toMatchObject({ status: 'running', phase: 'working', progress });
    client.emit(tuneJob, { type: 'done', result: { kind: 'tune', report: tuneReport } });
    await ended;
    expect(store.getState()).toMatchObject({ job: { status: 'done' }, report: tuneReport });
  });

  it('keeps what it found when it is cancelled', async () => {
    const { client, store } = setUp();
    const ended = store.getState().start(request);
    client.emit(tuneJob, { type: 'partial', result: { kind: 'tune', report: running } });
    await vi.waitFor(() => expect(store.getState().report).toEqual(running));
    await store.getState().cancel();
    expect(client.calls).toContainEqual({ method: 'jobs.cancel', input: { jobId: tuneJob } });
    expect(store.getState().job).toMatchObject({ phase: 'cancelling' });
    client.emit(tuneJob, { type: 'cancelled' });
    await ended;
    expect(store.getState()).toMatchObject({ job: { status: 'cancelled' }, report: running });
  });

  it('fails at once when the engine does not take it, and forgets the one before', async () => {
    const { store } = setUp(createFakeClient({ tune: { start: () => refuse('model.not-open', 'Closed.') } }));
    store.setState({ report: tuneReport });
    await store.getState().start(request);
    expect(store.getState()).toMatchObject({ job: { status: 'failed', error: { code: 'model.not-open' } } });
    expect(store.getState().report).toBeUndefined();
  });

  it('is found again by a reloaded window, with what is known of it', async () => {
    const client = createFakeClient({
      tune: { latest: async () => ({ ok: true, value: running }) },
      jobs: {
        running: async () => ({
          ok: true,
          value: [jobView(tuneJob, 'tune', { status: 'running' })],
        }),
      },
    });
    const { store } = setUp(client);
    const ended = store.getState().resume(inceptionModel);
    await vi.waitFor(() => expect(store.getState()).toMatchObject({ job: { status: 'running' }, report: running }));
    client.emit(tuneJob, { type: 'done', result: { kind: 'tune', report: tuneReport } });
    await ended;
    expect(store.getState().job.status).toBe('done');
  });
});

describe('taking the answer along', () => {
  const written = { files: ['model.onnx', 'plan.json'], sizeBytes: 1000 };

  it('asks the window where to, and says what was written', async () => {
    const { client, store } = setUp();
    const ended = store.getState().export(inceptionModel, 'window');
    await vi.waitFor(() => expect(client.lastCall()?.method).toBe('tune.export'));
    client.emit(tunedExportJob, { type: 'done', result: { kind: 'tuned-export', export: written } });
    await ended;
    expect(store.getState().planExport).toEqual({ status: 'done', result: written });
    expect(client.downloads).toEqual([]);
  });

  it('is a download in the browser', async () => {
    const { client, store } = setUp();
    const result = { ...written, downloadPath: '/downloads/1' };
    const ended = store.getState().export(inceptionModel, 'browser', 'merged');
    client.emit(tunedExportJob, { type: 'done', result: { kind: 'tuned-export', export: result } });
    await ended;
    expect(client.lastCall()).toMatchObject({ method: 'tune.export', input: { candidate: 'merged' } });
    expect(client.downloads).toEqual(['/downloads/1']);
  });

  it('writes nothing where no place was chosen', async () => {
    const { client, store } = setUp(
      createFakeClient({ host: { chooseSavePath: async () => ({ ok: true, value: '' }) } }),
    );
    await store.getState().export(inceptionModel, 'window');
    expect(store.getState().planExport).toEqual({ status: 'none' });
    expect(client.calls.map(({ method }) => method)).not.toContain('tune.export');
  });
});

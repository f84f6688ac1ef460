import { describe, expect, it, vi } from 'vitest';
import { type CompareRequest, compareRequest, modelId } from '../../engine/api/contract.ts';
import { compareJob, createFakeClient, refuse } from '../testing/fake-client.ts';
import { labelledReport } from '../testing/reports.ts';
import { createBenchmarkStore } from './benchmark-store.ts';

const model = modelId.parse('model-1');
const request: CompareRequest = compareRequest.parse({ modelId: model, variants: ['original', 'fp32'] });
const progress = { stage: 'Timing', fraction: 0.5, doneCount: 50, totalCount: 100, unit: 'runs' };
const done = { type: 'done', result: { kind: 'compare', report: labelledReport } } as const;

const setUp = (client = createFakeClient()) => ({ client, store: createBenchmarkStore(client) });

describe('a comparison', () => {
  it('goes from idle over running to its report', async () => {
    const { client, store } = setUp();
    const ended = store.getState().start(request);
    expect(store.getState().job.status).toBe('starting');
    client.emit(compareJob, { type: 'log', line: 'building fp32' });
    client.emit(compareJob, { type: 'progress', ...progress });
    await vi.waitFor(() =>
      expect(store.getState().job).toEqual({
        status: 'running',
        jobId: compareJob,
        phase: 'working',
        progress,
        log: ['building fp32'],
      }),
    );
    client.emit(compareJob, done);
    await ended;
    expect(store.getState()).toMatchObject({ job: { status: 'done' }, report: labelledReport, request });
  });

  it('keeps the report before when the next one fails, with its log', async () => {
    const { client, store } = setUp();
    store.setState({ report: labelledReport });
    client.emit(compareJob, { type: 'log', line: 'last words' });
    client.emit(compareJob, { type: 'failed', error: { code: 'data.missing', message: 'Gone.', details: {} } });
    await store.getState().start(request);
    expect(store.getState()).toMatchObject({
      job: { status: 'failed', error: { code: 'data.missing' }, log: ['last words'] },
      report: labelledReport,
    });
  });

  it('fails at once when the engine does not take it', async () => {
    const { store } = setUp(createFakeClient({ compare: { start: () => refuse('job.busy', 'Busy.') } }));
    await store.getState().start(request);
    expect(store.getState().job).toMatchObject({ status: 'failed', error: { code: 'job.busy' } });
  });

  it('is not started twice', async () => {
    const { client, store } = setUp();
    const ended = store.getState().start(request);
    await store.getState().start(request);
    expect(client.calls.filter(({ method }) => method === 'compare.start')).toHaveLength(1);
    client.emit(compareJob, done);
    await ended;
  });

  it('answers a cancel at once and ends when the engine has stopped', async () => {
    const { client, store } = setUp();
    const ended = store.getState().start(request);
    await vi.waitFor(() => expect(store.getState().job.status).toBe('running'));
    const cancelled = store.getState().cancel();
    expect(store.getState().job).toMatchObject({ status: 'running', phase: 'cancelling' });
    await cancelled;
    client.emit(compareJob, { type: 'cancelled' });
    await ended;
    expect(store.getState().job).toEqual({ status: 'cancelled' });
  });
});

describe('turning to a model', () => {
  it('shows its newest report and joins the job that is still running', async () => {
    const client = createFakeClient({
      compare: { latest: async () => ({ ok: true, value: labelledReport }) },
      jobs: { running: async () => ({ ok: true, value: [{ jobId: compareJob, modelId: model, kind: 'compare' }] }) },
    });
    const { store } = setUp(client);
    client.emit(compareJob, { type: 'progress', ...progress });
    const resumed = store.getState().resume(model);
    await vi.waitFor(() => expect(store.getState().job).toMatchObject({ status: 'running', progress }));
    expect(store.getState().report).toBe(labelledReport);
    client.emit(compareJob, done);
    await resumed;
  });

  it('ignores jobs of other models', async () => {
    const other = { jobId: compareJob, modelId: modelId.parse('other'), kind: 'compare' } as const;
    const { store } = setUp(createFakeClient({ jobs: { running: async () => ({ ok: true, value: [other] }) } }));
    await store.getState().resume(model);
    expect(store.getState().job).toEqual({ status: 'idle' });
  });

  it('stops listening to the job of the model before', async () => {
    const { client, store } = setUp();
    const ended = store.getState().start(request);
    await vi.waitFor(() => expect(store.getState().job.status).toBe('running'));
    store.getState().reset();
    client.emit(compareJob, done);
    await ended;
    expect(store.getState()).toMatchObject({ job: { status: 'idle' }, report: undefined });
  });
});

import { describe, expect, it, vi } from 'vitest';
import { type CompareRequest, compareRequest, type JobView, jobId, modelId } from '../../engine/api/contract.ts';
import { compareJob, createFakeClient, refuse } from '../testing/fake-client.ts';
import { jobView } from '../testing/jobs.ts';
import { labelledReport } from '../testing/reports.ts';
import { createBenchmarkStore } from './benchmark-store.ts';

const model = modelId.parse('model-1');
const request: CompareRequest = compareRequest.parse({ modelId: model, variants: ['original', 'fp32'] });
const progress = { stage: 'Timing', fraction: 0.5, doneCount: 50, totalCount: 100, unit: 'runs' };
const done = { type: 'done', result: { kind: 'compare', report: labelledReport } } as const;

const setUp = (client = createFakeClient()) => {
  const onRefused = vi.fn();
  return { client, onRefused, store: createBenchmarkStore(client, onRefused) };
};

const running = jobView(compareJob, 'compare', { status: 'running' });

/** An engine whose line is told as `line` is when it is asked for. */
const withLine = (line: { now: readonly JobView[] }, compare: Parameters<typeof createFakeClient>[0] = {}) =>
  createFakeClient({ ...compare, jobs: { running: async () => ({ ok: true, value: line.now }) } });

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
    const line = { now: [running] };
    const { client, store } = setUp(withLine(line));
    const ended = store.getState().start(request);
    await store.getState().start(request);
    await vi.waitFor(() => expect(store.getState().job.status).toBe('running'));
    await store.getState().start(request);
    expect(client.calls.filter(({ method }) => method === 'compare.start')).toHaveLength(1);
    line.now = [];
    client.emit(compareJob, done);
    await ended;
  });

  it('waits in line behind the one that is shown, and is shown after it', async () => {
    const line: { now: readonly JobView[] } = { now: [running] };
    const ids = [compareJob, jobId.parse('job-next')] as const;
    let started = 0;
    const client = withLine(line, {
      compare: { start: async () => ({ ok: true, value: { jobId: ids[started++] ?? compareJob } }) },
    });
    const { store } = setUp(client);
    const ended = store.getState().start(request);
    await vi.waitFor(() => expect(store.getState().job.status).toBe('running'));
    const next = { ...request, batch: 8 };
    await store.getState().start(next);
    expect(store.getState()).toMatchObject({ job: { status: 'running', jobId: ids[0] }, request });
    line.now = [jobView(ids[1], 'compare', { status: 'running' })];
    client.emit(ids[0], { type: 'failed', error: { code: 'data.missing', message: 'Gone.', details: {} } });
    await vi.waitFor(() => expect(store.getState()).toMatchObject({ job: { jobId: ids[1] }, request: next }));
    line.now = [];
    client.emit(ids[1], done);
    await ended;
    expect(store.getState()).toMatchObject({ job: { status: 'done' }, report: labelledReport });
  });

  it('leaves the one that is shown alone when another is not put in line, and says so', async () => {
    const line: { now: readonly JobView[] } = { now: [running] };
    let started = 0;
    const start = () =>
      started++ === 0
        ? Promise.resolve({ ok: true as const, value: { jobId: compareJob } })
        : refuse('model.not-open', 'Open it again.');
    const { client, store, onRefused } = setUp(withLine(line, { compare: { start } }));
    const ended = store.getState().start(request);
    await vi.waitFor(() => expect(store.getState().job.status).toBe('running'));
    await store.getState().start({ ...request, batch: 8 });
    expect(onRefused).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ error: expect.objectContaining({ code: 'model.not-open' }) }),
    );
    expect(store.getState().job.status).toBe('running');
    line.now = [];
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
    const line: { now: readonly JobView[] } = { now: [running] };
    const client = withLine(line, { compare: { latest: async () => ({ ok: true, value: labelledReport }) } });
    const { store } = setUp(client);
    client.emit(compareJob, { type: 'progress', ...progress });
    const resumed = store.getState().resume(model);
    await vi.waitFor(() => expect(store.getState().job).toMatchObject({ status: 'running', progress }));
    expect(store.getState().report).toBe(labelledReport);
    line.now = [];
    client.emit(compareJob, done);
    await resumed;
  });

  it('ignores jobs of other models', async () => {
    const { store } = setUp(withLine({ now: [{ ...running, modelId: modelId.parse('other') }] }));
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

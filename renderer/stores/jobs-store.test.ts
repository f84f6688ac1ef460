import { describe, expect, it, vi } from 'vitest';
import { createFakeClient, refuse } from '../testing/fake-client.ts';
import { fullQueue, jobView } from '../testing/jobs.ts';
import { createJobsStore, isInLine } from './jobs-store.ts';

function setUp(client = createFakeClient()) {
  const onRefused = vi.fn();
  return { client, onRefused, store: createJobsStore(client, onRefused) };
}

describe('the queue', () => {
  it('is what the engine last told, until nobody follows any more', async () => {
    const { client, store } = setUp();
    const leaving = new AbortController();
    const following = store.getState().follow(leaving.signal);
    client.emitQueue(fullQueue);
    await vi.waitFor(() => expect(store.getState().jobs).toBe(fullQueue));
    expect(store.getState().jobs.filter(({ state }) => isInLine(state))).toHaveLength(3);
    const later = [jobView('job-tune', 'tune', { status: 'running' })];
    client.emitQueue(later);
    await vi.waitFor(() => expect(store.getState().jobs).toBe(later));
    leaving.abort();
    await following;
  });

  it('asks the engine to cancel and to move, and says what it would not do', async () => {
    const { client, store, onRefused } = setUp(
      createFakeClient({ jobs: { cancel: () => refuse('job.unknown', 'This job is no longer known.') } }),
    );
    const { jobId } = jobView('job-tune', 'tune', { status: 'queued', position: 2 });
    await store.getState().move(jobId, 'earlier');
    expect(client.lastCall()).toEqual({ method: 'jobs.move', input: { jobId, direction: 'earlier' } });
    expect(onRefused).not.toHaveBeenCalled();
    await store.getState().cancel(jobId);
    expect(onRefused).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ error: expect.objectContaining({ code: 'job.unknown' }) }),
    );
  });
});

describe('a log', () => {
  it('grows while it is shown, and gives way to the next one', async () => {
    const { client, store } = setUp();
    const [first, second] = [jobView('a', 'tune', { status: 'running' }), jobView('b', 'check', { status: 'done' })];
    const shown = store.getState().showLog(first.jobId);
    client.emit(first.jobId, { type: 'log', line: 'one' });
    client.emit(first.jobId, { type: 'log', line: 'two' });
    await vi.waitFor(() => expect(store.getState().log).toEqual({ jobId: first.jobId, lines: ['one', 'two'] }));
    client.emit(second.jobId, { type: 'log', line: 'three' });
    client.emit(second.jobId, { type: 'cancelled' });
    await Promise.all([shown, store.getState().showLog(second.jobId)]);
    client.emit(first.jobId, { type: 'log', line: 'too late' });
    expect(store.getState().log).toEqual({ jobId: second.jobId, lines: ['three'] });
    await store.getState().showLog(undefined);
    expect(store.getState().log).toBeUndefined();
  });
});

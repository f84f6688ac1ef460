import { describe, expect, it, vi } from 'vitest';
import { modelId } from '../../engine/api/contract.ts';
import { createFakeClient, raceJob, refuse } from '../testing/fake-client.ts';
import { jobView } from '../testing/jobs.ts';
import { inceptionModel } from '../testing/models.ts';
import { raceReport, rivalModel } from '../testing/race.ts';
import { createRaceStore, findSizesOf } from './race-store.ts';

const run = { provider: 'cpu', threads: 2, batch: 4, runCount: 50 } as const;
const open = { ...rivalModel, inputs: [{ name: 'x', dataType: 'int64', shape: '[N, length]', batchAxis: 0 }] };
const setUp = (client = createFakeClient()) => ({ client, store: createRaceStore(client) });

describe('a race', () => {
  it('asks for every model with the sizes that it leaves open, and ends with its report', async () => {
    const { client, store } = setUp();
    expect(findSizesOf([inceptionModel, open, open])).toEqual(['length']);
    store.getState().setSize('length', 128);
    const ended = store.getState().start([inceptionModel, open], run);
    await store.getState().start([inceptionModel, open], run);
    client.emit(raceJob, { type: 'done', result: { kind: 'race', report: raceReport } });
    await ended;
    expect(client.calls).toEqual([
      {
        method: 'races.start',
        input: {
          models: [
            { modelId: inceptionModel.modelId, shapes: {} },
            { modelId: open.modelId, shapes: { x: [4, 128] } },
          ],
          ...run,
        },
      },
    ]);
    expect(store.getState()).toMatchObject({ job: { status: 'idle' }, report: raceReport });
  });

  it('keeps the report before when the next one fails or is cancelled', async () => {
    const { client, store } = setUp();
    store.setState({ report: raceReport });
    client.emit(raceJob, { type: 'failed', error: { code: 'runtime.gone', message: 'Gone.', details: {} } });
    await store.getState().start([inceptionModel, rivalModel], run);
    expect(store.getState()).toMatchObject({ job: { status: 'failed' }, report: raceReport });
    const ended = store.getState().start([inceptionModel, rivalModel], run);
    await vi.waitFor(() => expect(store.getState().job.status).toBe('running'));
    await store.getState().cancel();
    expect(client.lastCall()).toEqual({ method: 'jobs.cancel', input: { jobId: raceJob } });
    client.emit(raceJob, { type: 'cancelled' });
    await ended;
    expect(store.getState()).toMatchObject({ job: { status: 'idle' }, report: raceReport });
  });

  it('says when the engine does not take it', async () => {
    const { store } = setUp(createFakeClient({ races: { start: () => refuse('model.not-open', 'Open it again.') } }));
    await store.getState().start([inceptionModel, rivalModel], run);
    expect(store.getState().job).toMatchObject({ status: 'failed', error: { code: 'model.not-open' } });
  });

  it('is found again by a reloaded window, as the newest report is', async () => {
    const { client, store } = setUp(
      createFakeClient({
        races: { latest: async () => ({ ok: true, value: raceReport }) },
        jobs: { running: async () => ({ ok: true, value: [jobView(raceJob, 'race', { status: 'running' })] }) },
      }),
    );
    const resumed = store.getState().resume();
    await vi.waitFor(() => expect(store.getState()).toMatchObject({ job: { jobId: raceJob }, report: raceReport }));
    client.emit(raceJob, { type: 'cancelled' });
    await resumed;
  });
});

it('leaves models out and takes them in again', () => {
  const { store } = setUp();
  const id = modelId.parse('model-1');
  store.getState().toggle(id);
  expect([...store.getState().leftOut]).toEqual([id]);
  store.getState().toggle(id);
  expect(store.getState().leftOut.size).toBe(0);
});

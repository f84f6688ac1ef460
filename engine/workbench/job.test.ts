import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { JobEvent, ModelId } from '../api/contract.ts';
import { Jobs } from './jobs.ts';
import { allEvents, controlledWork, jobOf, typesOf } from './testing/controlled-work.ts';

const model = 'model-1' as ModelId;

const step = (fraction: number) => ({ stage: 'Working', fraction, doneCount: 0, totalCount: 1, unit: 'steps' });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('says that a job waits, and that it starts, before its work says anything', async () => {
  const jobs = new Jobs(() => {});
  const first = controlledWork();
  const second = controlledWork();
  const ofFirst = jobs.watch(jobs.start(jobOf(model, 'compare'), first.work));
  const ofSecond = jobs.watch(jobs.start(jobOf(model, 'compare'), second.work));
  await first.begun;
  expect((await ofFirst.next()).value).toMatchObject({ type: 'progress', stage: 'Starting', fraction: 0 });
  expect((await ofSecond.next()).value).toMatchObject({ type: 'progress', stage: 'Waiting', fraction: 0 });
  first.finish();
  await second.begun;
  await vi.advanceTimersByTimeAsync(100);
  expect((await ofSecond.next()).value).toMatchObject({ type: 'progress', stage: 'Starting', fraction: 0 });
  second.finish();
});

it('tells progress at most ten times a second, and the newest of it although the work falls silent', async () => {
  const jobs = new Jobs(() => {});
  const { work, begun, finish } = controlledWork();
  const id = jobs.start(jobOf(model, 'compare'), work);
  const seen: JobEvent[] = [];
  const watching = (async () => {
    for await (const event of jobs.watch(id)) seen.push(event);
  })();
  const job = await begun;
  for (let count = 1; count <= 300; count++) {
    job.progress(step(count / 1000));
    await vi.advanceTimersByTimeAsync(1);
  }
  expect(seen.length).toBeGreaterThanOrEqual(3);
  expect(seen.length).toBeLessThanOrEqual(5);
  await vi.advanceTimersByTimeAsync(100);
  expect(seen.at(-1)).toMatchObject({ type: 'progress', fraction: 0.3 });
  finish();
  await watching;
  expect(typesOf(seen).filter((type) => type !== 'progress')).toEqual(['done']);
});

it('keeps the newest partial result for late watchers, cancelled or not', async () => {
  const jobs = new Jobs(() => {});
  const { work, begun } = controlledWork();
  const id = jobs.start(jobOf(model, 'grid'), work);
  const job = await begun;
  const conditions = { provider: 'cpu', device: 'd', threads: 1, onnxruntimeVersion: '1', measuredAt: '' } as const;
  const part = (name: string) => ({
    kind: 'grid' as const,
    report: { model: name, variant: 'original' as const, conditions, cells: [], remarks: [] },
  });
  job.partial(part('first'));
  job.partial(part('second'));
  jobs.cancel(id);
  job.partial(part('too late'));
  const events = await allEvents(jobs.watch(id));
  expect(events.filter(({ type }) => type === 'partial')).toEqual([{ type: 'partial', result: part('second') }]);
  expect(events.at(-1)).toEqual({ type: 'cancelled' });
});

it('gives a late watcher the log and the newest progress', async () => {
  const jobs = new Jobs(() => {});
  const { work, begun, finish } = controlledWork();
  const id = jobs.start(jobOf(model, 'compare'), work);
  const job = await begun;
  for (let line = 0; line < 250; line++) job.log(`line ${line}`);
  job.progress(step(0.2));
  job.progress(step(0.4));
  const events = jobs.watch(id);
  const replayed: JobEvent[] = [];
  for (let count = 0; count < 201; count++) replayed.push((await events.next()).value ?? { type: 'cancelled' });
  expect(replayed[0]).toEqual({ type: 'log', line: 'line 50' });
  expect(replayed[199]).toEqual({ type: 'log', line: 'line 249' });
  expect(replayed[200]).toMatchObject({ type: 'progress', fraction: 0.4 });
  finish();
  expect((await allEvents(events)).at(-1)).toMatchObject({ type: 'done' });
  const afterwards = await allEvents(jobs.watch(id));
  expect(typesOf(afterwards.slice(-2))).toEqual(['log', 'done']);
});

it('guesses the remaining time from the work, not from the wait before it', async () => {
  const jobs = new Jobs(() => {});
  const [first, second] = [controlledWork(), controlledWork()];
  jobs.start(jobOf(model, 'compare'), first.work);
  const id = jobs.start(jobOf(model, 'compare'), second.work);
  await first.begun;
  await vi.advanceTimersByTimeAsync(60_000);
  first.finish();
  const job = await second.begun;
  const events = jobs.watch(id);
  await vi.advanceTimersByTimeAsync(1000);
  job.progress(step(0.04));
  expect((await events.next()).value).not.toHaveProperty('remainingMs');
  await vi.advanceTimersByTimeAsync(1000);
  job.progress(step(0.25));
  expect((await events.next()).value).toMatchObject({ fraction: 0.25, remainingMs: 6000 });
  second.finish();
});

it('never goes back', async () => {
  const jobs = new Jobs(() => {});
  const { work, begun, finish } = controlledWork();
  const events = jobs.watch(jobs.start(jobOf(model, 'compare'), work));
  const job = await begun;
  for (const [told, shown] of [
    [0.6, 0.6],
    [0.5, 0.6],
    [0.7, 0.7],
  ] as const) {
    await vi.advanceTimersByTimeAsync(100);
    job.progress(step(told));
    expect((await events.next()).value).toMatchObject({ fraction: shown });
  }
  finish();
});

it('serves several watchers, and ends for the one that turns away', async () => {
  const jobs = new Jobs(() => {});
  const { work, begun, finish } = controlledWork();
  const id = jobs.start(jobOf(model, 'compare'), work);
  const leaving = new AbortController();
  const [left, stayed] = [allEvents(jobs.watch(id, leaving.signal)), allEvents(jobs.watch(id))];
  const job = await begun;
  job.log('seen by both');
  await vi.advanceTimersByTimeAsync(1);
  leaving.abort();
  job.log('seen by one');
  finish();
  expect(typesOf(await left)).toEqual(['progress', 'log']);
  expect(typesOf(await stayed)).toEqual(['progress', 'log', 'log', 'done']);
});

it('ends at once under a signal that is aborted already', async () => {
  const jobs = new Jobs(() => {});
  const { work, finish } = controlledWork();
  expect(await allEvents(jobs.watch(jobs.start(jobOf(model, 'compare'), work), AbortSignal.abort()))).toEqual([]);
  finish();
});

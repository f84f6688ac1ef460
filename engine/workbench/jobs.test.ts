import { afterAll, describe, expect, it, vi } from 'vitest';
import type { ModelId } from '../api/contract.ts';
import { WorkbenchError } from '../errors.ts';
import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import { createRunnerPool } from '../runtime/runner-pool.ts';
import { floatTensor, matMulChain, onCpu } from '../runtime/testing/models.ts';
import { isRunning, watchProcesses } from '../runtime/testing/watched-host.ts';
import { Jobs } from './jobs.ts';
import { allEvents, controlledWork, deferred, exported, jobOf, typesOf } from './testing/controlled-work.ts';

const model = 'model-1' as ModelId;
const otherModel = 'model-2' as ModelId;

describe('the queue', () => {
  it('runs jobs one after another, in the order of their start', async () => {
    const jobs = new Jobs(() => {});
    const [first, second] = [controlledWork(), controlledWork()];
    const begun: string[] = [];
    void first.begun.then(() => begun.push('first'));
    void second.begun.then(() => begun.push('second'));
    const [a, b] = [
      jobs.start(jobOf(model, 'compare'), first.work),
      jobs.start(jobOf(otherModel, 'export'), second.work),
    ];
    await first.begun;
    expect(begun).toEqual(['first']);
    expect(jobs.running()).toEqual([
      expect.objectContaining({
        ...jobOf(model, 'compare'),
        jobId: a,
        state: expect.objectContaining({ status: 'running' }),
      }),
      { ...jobOf(otherModel, 'export'), jobId: b, state: { status: 'queued', position: 1 } },
    ]);
    first.finish();
    await second.begun;
    second.finish();
    expect((await allEvents(jobs.watch(b))).at(-1)).toEqual({ type: 'done', result: exported });
    expect(jobs.running()).toEqual([]);
  });

  it('starts the next job only when the work of a cancelled one has let go', async () => {
    const jobs = new Jobs(() => {});
    const release = deferred<void>();
    const next = controlledWork();
    let isNextBegun = false;
    void next.begun.then(() => {
      isNextBegun = true;
    });
    const started = deferred<void>();
    const stubborn = jobs.start(jobOf(model, 'compare'), async () => {
      started.resolve();
      await release.promise;
      return exported;
    });
    jobs.start(jobOf(model, 'compare'), next.work);
    await started.promise;
    jobs.cancel(stubborn);
    expect((await allEvents(jobs.watch(stubborn))).at(-1)).toEqual({ type: 'cancelled' });
    expect(isNextBegun).toBe(false);
    release.resolve();
    await next.begun;
    next.finish();
  });

  it('never begins a job that was cancelled while it waited', async () => {
    const jobs = new Jobs(() => {});
    const [first, last] = [controlledWork(), controlledWork()];
    const waitingWork = vi.fn(async () => exported);
    jobs.start(jobOf(model, 'compare'), first.work);
    const waiting = jobs.start(jobOf(model, 'compare'), waitingWork);
    const after = jobs.start(jobOf(model, 'compare'), last.work);
    jobs.cancel(waiting);
    expect(typesOf(await allEvents(jobs.watch(waiting)))).toEqual(['cancelled']);
    first.finish();
    last.finish();
    expect((await allEvents(jobs.watch(after))).at(-1)).toMatchObject({ type: 'done' });
    expect(waitingWork).not.toHaveBeenCalled();
  });

  it('goes on after a job that failed', async () => {
    const jobs = new Jobs(() => {});
    jobs.start(jobOf(model, 'compare'), async () => {
      throw new WorkbenchError('data.not-found', {}, 'There is no data.');
    });
    const next = jobs.start(jobOf(model, 'compare'), async () => exported);
    expect((await allEvents(jobs.watch(next))).at(-1)).toEqual({ type: 'done', result: exported });
  });
});

describe('the line', () => {
  /** One job that runs and three that wait. */
  async function fullLine() {
    const jobs = new Jobs(() => {});
    const works = [controlledWork(), controlledWork(), controlledWork(), controlledWork()];
    const ids = works.map(({ work }) => jobs.start(jobOf(model, 'compare'), work));
    await works[0]?.begun;
    const line = () =>
      jobs
        .running()
        .map(({ jobId }) => 'abcd'[ids.indexOf(jobId)])
        .join('');
    const id = (name: string) => ids['abcd'.indexOf(name)] ?? jobs.start(jobOf(model, 'compare'), async () => exported);
    return { jobs, works, line, id };
  }

  it('is reordered by moving those that wait', async () => {
    const { jobs, works, line, id } = await fullLine();
    jobs.move(id('d'), 'earlier');
    expect(line()).toBe('abdc');
    jobs.move(id('b'), 'later');
    expect(line()).toBe('adbc');
    expect(jobs.running().map(({ state }) => state)).toMatchObject([
      { status: 'running' },
      { status: 'queued', position: 1 },
      { status: 'queued', position: 2 },
      { status: 'queued', position: 3 },
    ]);
    works[0]?.finish();
    await works[3]?.begun;
    expect(line()).toBe('dbc');
    await jobs.cancelAll();
  });

  it('does not move what runs, what is over, or what has no place to go', async () => {
    const { jobs, line, id } = await fullLine();
    jobs.cancel(id('c'));
    for (const name of 'ac') for (const direction of ['earlier', 'later'] as const) jobs.move(id(name), direction);
    jobs.move(id('b'), 'earlier');
    jobs.move(id('d'), 'later');
    expect(line()).toBe('abd');
    await jobs.cancelAll();
    expect(line()).toBe('');
  });

  it('loses the jobs of a model that is closed, and those that run it beside others', async () => {
    const { jobs, line } = await fullLine();
    const race = { ...jobOf(model, 'race'), otherModelIds: [otherModel] };
    const ended = allEvents(jobs.watch(jobs.start(race, controlledWork().work)));
    await jobs.cancelAll(otherModel);
    expect((await ended).at(-1)).toEqual({ type: 'cancelled' });
    expect(line()).toBe('abcd');
    await jobs.cancelAll();
  });

  it('is told at once, after every change, and with what ended last, the newest first', async () => {
    const { jobs, works, id } = await fullLine();
    const leaving = new AbortController();
    const told = jobs.queue(leaving.signal);
    const next = async () => (await told.next()).value?.map(({ jobId, state }) => `${jobId} ${state.status}`);
    const [a, b, c, d] = [...'abcd'].map(id);
    expect(await next()).toEqual([`${a} running`, `${b} queued`, `${c} queued`, `${d} queued`]);
    jobs.cancel(id('c'));
    expect(await next()).toEqual([`${a} running`, `${b} queued`, `${d} queued`, `${c} cancelled`]);
    works[0]?.finish();
    await works[1]?.begun;
    expect(await next()).toEqual([`${b} running`, `${d} queued`, `${a} done`, `${c} cancelled`]);
    leaving.abort();
    expect(await told.next()).toEqual({ done: true, value: undefined });
    await jobs.cancelAll();
  });

  it('tells why a job failed, and how far the one that runs is', async () => {
    const jobs = new Jobs(() => {});
    const broken = jobs.start(jobOf(model, 'grid'), async () => {
      throw new WorkbenchError('data.not-found', {}, 'There is no data.');
    });
    const { work, begun } = controlledWork();
    jobs.start(jobOf(otherModel, 'tune'), work);
    (await begun).progress({ stage: 'Measuring', fraction: 0.5, doneCount: 1, totalCount: 2, unit: 'runs' });
    const { value } = await jobs.queue().next();
    expect(value).toMatchObject([
      { kind: 'tune', state: { status: 'running', progress: { stage: 'Measuring', fraction: 0.5 } } },
      { jobId: broken, state: { status: 'failed', error: { code: 'data.not-found' } } },
    ]);
    await jobs.cancelAll();
  });
});

describe('how a job ends', () => {
  it('tells a WorkbenchError as it is', async () => {
    const jobs = new Jobs(() => {});
    const id = jobs.start(jobOf(model, 'compare'), async () => {
      throw new WorkbenchError('data.not-found', { path: '/x' }, 'There is no data.');
    });
    expect((await allEvents(jobs.watch(id))).at(-1)).toEqual({
      type: 'failed',
      error: { code: 'data.not-found', message: 'There is no data.', details: { path: '/x' } },
    });
  });

  it('tells a defect as internal, and reports it whole', async () => {
    const report = vi.fn();
    const defect = new TypeError('x of /home/someone is undefined');
    const jobs = new Jobs(report);
    const id = jobs.start(jobOf(model, 'compare'), () => {
      throw defect;
    });
    const ending = (await allEvents(jobs.watch(id))).at(-1);
    expect(ending).toMatchObject({ type: 'failed', error: { code: 'internal', details: {} } });
    expect(JSON.stringify(ending)).not.toContain('someone');
    expect(report).toHaveBeenCalledExactlyOnceWith(defect);
  });

  it('takes what cancelled work trips over for part of the cancelling', async () => {
    const report = vi.fn();
    const jobs = new Jobs(report);
    const id = jobs.start(jobOf(model, 'compare'), async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      throw new TypeError('the file is gone');
    });
    await vi.waitFor(() => expect(jobs.running()).toHaveLength(1));
    const seen = allEvents(jobs.watch(id));
    jobs.cancel(id);
    await jobs.cancelAll();
    expect((await seen).at(-1)).toEqual({ type: 'cancelled' });
    expect(report).not.toHaveBeenCalled();
  });

  it('ignores the cancelling of a job that is over', async () => {
    const jobs = new Jobs(() => {});
    const id = jobs.start(jobOf(model, 'compare'), async () => exported);
    await allEvents(jobs.watch(id));
    jobs.cancel(id);
    expect(await allEvents(jobs.watch(id))).toEqual([{ type: 'done', result: exported }]);
  });

  it('forgets the oldest finished jobs, never those that run', async () => {
    const jobs = new Jobs(() => {});
    const endless = controlledWork();
    const oldest = jobs.start(jobOf(model, 'compare'), async () => exported);
    await allEvents(jobs.watch(oldest));
    const running = jobs.start(jobOf(model, 'compare'), endless.work);
    const cancelled = Array.from({ length: 60 }, () => {
      const id = jobs.start(jobOf(model, 'compare'), async () => exported);
      jobs.cancel(id);
      return id;
    });
    expect(() => jobs.watch(oldest)).toThrow(expect.objectContaining({ code: 'job.unknown' }));
    expect(jobs.running().map(({ jobId }) => jobId)).toEqual([running]);
    const newest = cancelled.at(-1);
    expect(newest !== undefined && (await allEvents(jobs.watch(newest)))).toEqual([{ type: 'cancelled' }]);
    endless.finish();
  });

  it('names ids that it does not know', () => {
    const unknown = 'nope' as ReturnType<Jobs['start']>;
    const jobs = new Jobs(() => {});
    for (const ask of [() => jobs.watch(unknown), () => jobs.cancel(unknown), () => jobs.move(unknown, 'later')])
      expect(ask).toThrow(expect.objectContaining({ code: 'job.unknown', details: { jobId: 'nope' } }));
  });
});

describe('with a real runner', () => {
  const host = watchProcesses(createNodeProcessHost());
  const factory = createRunnerPool({ processHost: host });
  afterAll(() => factory.dispose());

  it('a cancel in the middle of a native run ends the job at once, and its process within half a second', async () => {
    const jobs = new Jobs(() => {});
    const isBusy = deferred<void>();
    const id = jobs.start(jobOf(model, 'compare'), async ({ signal }) => {
      const session = await factory.open(matMulChain(400), onCpu, signal);
      try {
        const running = session.run({ x: floatTensor([1024, 1024]) }, { signal });
        isBusy.resolve();
        await running;
        return exported;
      } finally {
        await session.close();
      }
    });
    await isBusy.promise;
    const cancelledAt = performance.now();
    jobs.cancel(id);
    expect(await allEvents(jobs.watch(id))).toEqual([{ type: 'cancelled' }]);
    expect(performance.now() - cancelledAt).toBeLessThan(200);
    await jobs.cancelAll();
    expect(performance.now() - cancelledAt).toBeLessThan(500);
    expect(host.processes.filter(({ pid }) => isRunning(pid))).toEqual([]);
  });
});

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobEvent, JobId, JobResult, JobView, ModelId, MoveDirection } from '../api/contract.ts';
import { toWireError } from '../api/wire-error.ts';
import { isAbort } from '../errors.ts';
import { Changes } from './changes.ts';
import { unknownJob } from './errors.ts';
import { Job, type JobContext } from './job.ts';
import type { JobOrder } from './job-order.ts';
import { moveInLine } from './move-in-line.ts';

type Work = (context: JobContext) => Promise<JobResult>;

interface Waiting {
  readonly job: Job;
  readonly work: Work;
}

/** Finished jobs that can still be watched. */
const KEPT_JOBS = 50;
/** Finished jobs that the queue still tells of. */
const SHOWN_ENDED_JOBS = 8;
/** The queue is told at most this often. */
const QUEUE_INTERVAL_MS = 200;

/**
 * Long work. Jobs belong to the engine, not to the window that started them: a reloaded window watches on.
 * They run one after another, because two at once would spoil each other's measurements.
 */
export class Jobs {
  private readonly jobs = new Map<JobId, Job>();
  /** Those whose work has not begun, the next first. */
  private line: readonly Waiting[] = [];
  /** The job whose work runs, told as cancelled or not. At most one. */
  private current: { readonly job: Job; readonly ended: Promise<void> } | undefined;
  private readonly changes = new Changes();

  /** `report` hears of defects, which watchers only see as 'internal'. */
  constructor(private readonly report: (error: unknown) => void) {}

  /** Puts work at the end of the line. */
  start(order: JobOrder, work: Work): JobId {
    const jobId = randomUUID() as JobId;
    const job = new Job({ jobId, ...order }, () => this.changes.tell());
    this.jobs.set(jobId, job);
    this.forgetOld();
    job.progress({ stage: 'Waiting', fraction: 0, doneCount: 0, totalCount: 0, unit: '' });
    this.line = [...this.line, { job, work }];
    this.beginNext();
    return jobId;
  }

  /** The job that runs, then those that wait, the next first. */
  running(): readonly JobView[] {
    const running = this.current && !this.current.job.isOver ? [toView(this.current.job)] : [];
    const waiting = this.line.map(
      ({ job }, index): JobView => ({ ...job.info, state: { status: 'queued', position: index + 1 } }),
    );
    return [...running, ...waiting];
  }

  /** What runs and waits, and what ended last, the newest first: now and after every change, until `signal` aborts. */
  async *queue(signal?: AbortSignal): AsyncGenerator<readonly JobView[], void> {
    let seen = -1;
    while (!signal?.aborted) {
      seen = await this.changes.past(seen, signal);
      if (signal?.aborted) return;
      yield [...this.running(), ...this.newestEnded()];
      await sleep(QUEUE_INTERVAL_MS, undefined, signal && { signal }).catch(() => {});
    }
  }

  /** The log and the newest progress, then everything as it comes, until the job ends or `signal` aborts. Errors: job.unknown. */
  watch(jobId: JobId, signal?: AbortSignal): AsyncGenerator<JobEvent, void> {
    return this.require(jobId).watch(signal);
  }

  /** Moves a waiting job a place earlier or later; one that waits no more stays as it is. Errors: job.unknown. */
  move(jobId: JobId, direction: MoveDirection): void {
    const job = this.require(jobId);
    this.line = moveInLine(
      this.line,
      this.line.findIndex((waiting) => waiting.job === job),
      direction,
    );
    this.changes.tell();
  }

  /** Cancelling a job that is over does nothing. Errors: job.unknown. */
  cancel(jobId: JobId): void {
    this.leave(this.require(jobId));
  }

  /** Cancels the jobs of one model, or all. Resolves once no work of theirs goes on: what it used can then be deleted. */
  async cancelAll(modelId?: ModelId): Promise<void> {
    const isMeant = ({ info }: Job) =>
      modelId === undefined || info.modelId === modelId || info.otherModelIds?.includes(modelId);
    for (const job of this.jobs.values()) if (isMeant(job)) this.leave(job);
    if (this.current && isMeant(this.current.job)) await this.current.ended;
  }

  private leave(job: Job): void {
    this.line = this.line.filter((waiting) => waiting.job !== job);
    job.cancel();
  }

  /** Begins the work of the first in line, unless other work goes on. */
  private beginNext(): void {
    const [next, ...rest] = this.line;
    if (this.current || !next) return;
    this.line = rest;
    this.current = { job: next.job, ended: this.run(next) };
    this.changes.tell();
  }

  private async run({ job, work }: Waiting): Promise<void> {
    // Whoever starts a job has its id before the work does anything.
    await Promise.resolve();
    if (!job.isOver) await this.finish(job, work);
    this.current = undefined;
    this.beginNext();
  }

  private async finish(job: Job, work: Work): Promise<void> {
    try {
      job.begin();
      job.end({ type: 'done', result: await work(job) });
    } catch (error) {
      // What a cancelled job trips over on its way out is a consequence of that, no failure.
      if (isAbort(error) || job.signal.aborted) job.end({ type: 'cancelled' });
      else job.end({ type: 'failed', error: toWireError(error, this.report) });
    }
  }

  private newestEnded(): readonly JobView[] {
    return [...this.jobs.values()]
      .filter((job) => job.isOver)
      .sort((a, b) => b.endedAt - a.endedAt)
      .slice(0, SHOWN_ENDED_JOBS)
      .map(toView);
  }

  private require(jobId: JobId): Job {
    const job = this.jobs.get(jobId);
    if (!job) throw unknownJob(jobId);
    return job;
  }

  private forgetOld(): void {
    for (const [id, job] of this.jobs) {
      if (this.jobs.size <= KEPT_JOBS) return;
      if (job.isOver) this.jobs.delete(id);
    }
  }
}

const toView = (job: Job): JobView => ({ ...job.info, state: job.state });

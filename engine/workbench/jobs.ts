import { randomUUID } from 'node:crypto';
import type { JobEvent, JobId, JobResult, ModelId } from '../api/contract.ts';
import { toWireError } from '../api/wire-error.ts';
import { isAbort } from '../errors.ts';
import { unknownJob } from './errors.ts';
import { Job, type JobContext, type JobInfo } from './job.ts';

type Work = (context: JobContext) => Promise<JobResult>;

/** Finished jobs that can still be watched. */
const KEPT_JOBS = 50;

/**
 * Long work. Jobs belong to the engine, not to the window that started them: a reloaded window watches on.
 * They run one after another, because two at once would spoil each other's measurements.
 */
export class Jobs {
  private readonly jobs = new Map<JobId, Job>();
  private queue: Promise<void> = Promise.resolve();
  /** The job whose work runs, told as cancelled or not. At most one. */
  private current: { readonly job: Job; readonly ended: Promise<void> } | undefined;

  /** `report` hears of defects, which watchers only see as 'internal'. */
  constructor(private readonly report: (error: unknown) => void) {}

  start(modelId: ModelId, kind: JobInfo['kind'], work: Work): JobId {
    const jobId = randomUUID() as JobId;
    const job = new Job({ jobId, modelId, kind });
    this.jobs.set(jobId, job);
    this.forgetOld();
    job.progress({ stage: 'Waiting', fraction: 0, doneCount: 0, totalCount: 0, unit: '' });
    this.queue = this.queue.then(async () => {
      if (job.isOver) return;
      this.current = { job, ended: this.run(job, work) };
      await this.current.ended;
      this.current = undefined;
    });
    return jobId;
  }

  running(): readonly JobInfo[] {
    return [...this.jobs.values()].filter((job) => !job.isOver).map((job) => job.info);
  }

  /** The log and the newest progress, then everything as it comes, until the job ends or `signal` aborts. Errors: job.unknown. */
  watch(jobId: JobId, signal?: AbortSignal): AsyncGenerator<JobEvent, void> {
    return this.require(jobId).watch(signal);
  }

  /** Cancelling a job that is over does nothing. Errors: job.unknown. */
  cancel(jobId: JobId): void {
    this.require(jobId).cancel();
  }

  /** Cancels the jobs of one model, or all. Resolves once no work of theirs goes on: what it used can then be deleted. */
  async cancelAll(modelId?: ModelId): Promise<void> {
    const isMeant = (job: Job) => modelId === undefined || job.info.modelId === modelId;
    for (const job of this.jobs.values()) if (isMeant(job)) job.cancel();
    if (this.current && isMeant(this.current.job)) await this.current.ended;
  }

  private async run(job: Job, work: Work): Promise<void> {
    try {
      job.begin();
      job.end({ type: 'done', result: await work(job) });
    } catch (error) {
      // What a cancelled job trips over on its way out is a consequence of that, no failure.
      if (isAbort(error) || job.signal.aborted) job.end({ type: 'cancelled' });
      else job.end({ type: 'failed', error: toWireError(error, this.report) });
    }
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

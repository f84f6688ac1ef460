import { randomUUID } from 'node:crypto';
import type { JobEvent, JobId, JobProgress, JobResult, ModelId } from '../api/contract.ts';
import { toWireError } from '../api/wire-error.ts';
import { isAbort } from '../errors.ts';
import { unknownJob } from './errors.ts';

/** What a job's work gets: it watches `signal`, says how far it is, and returns its result. */
export interface JobContext {
  readonly signal: AbortSignal;
  progress(progress: Omit<JobProgress, 'remainingMs'>): void;
  log(line: string): void;
}

export interface JobInfo {
  readonly jobId: JobId;
  readonly modelId: ModelId;
  readonly kind: 'compare' | 'export';
}

/** Progress is told at most this often; the last event before the end always is. */
const PROGRESS_INTERVAL_MS = 100;
/** A remaining time is guessed only from this share of the work on. */
const ESTIMATE_FROM = 0.05;
const KEPT_LOG_LINES = 200;
/** Finished jobs that can still be watched. */
const KEPT_JOBS = 50;

/**
 * Long work. Jobs belong to the engine, not to the window that started them: a reloaded window watches on.
 * They run one after another, because two at once would spoil each other's measurements.
 */
export class Jobs {
  private readonly jobs = new Map<JobId, Job>();
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly clock: () => number = () => performance.now(),
    private readonly report: (error: unknown) => void = () => {},
  ) {}

  start(modelId: ModelId, kind: JobInfo['kind'], work: (context: JobContext) => Promise<JobResult>): JobId {
    const jobId = randomUUID() as JobId;
    const job = new Job({ jobId, modelId, kind }, this.clock);
    this.jobs.set(jobId, job);
    this.forgetOld();
    job.progress({ stage: 'Waiting', fraction: 0, doneCount: 0, totalCount: 0, unit: '' });
    this.queue = this.queue.then(() => this.run(job, work));
    return jobId;
  }

  running(): readonly JobInfo[] {
    return [...this.jobs.values()].filter((job) => !job.isOver).map((job) => job.info);
  }

  /** The newest progress and the log so far, then everything as it comes, until the job ends or `signal` aborts. Errors: job.unknown. */
  watch(jobId: JobId, signal?: AbortSignal): AsyncGenerator<JobEvent, void> {
    return this.require(jobId).watch(signal);
  }

  /** Cancelling a job that is over does nothing. Errors: job.unknown. */
  cancel(jobId: JobId): void {
    this.require(jobId).cancel();
  }

  cancelAll(modelId?: ModelId): void {
    for (const job of this.jobs.values()) if (modelId === undefined || job.info.modelId === modelId) job.cancel();
  }

  private async run(job: Job, work: (context: JobContext) => Promise<JobResult>): Promise<void> {
    if (job.isOver) return;
    try {
      job.begin();
      const result = await work(job);
      job.end(job.signal.aborted ? { type: 'cancelled' } : { type: 'done', result });
    } catch (error) {
      job.end(
        isAbort(error) || job.signal.aborted
          ? { type: 'cancelled' }
          : { type: 'failed', error: toWireError(error, this.report) },
      );
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

class Job implements JobContext {
  private readonly controller = new AbortController();
  private readonly logLines: string[] = [];
  private readonly watchers = new Set<() => void>();
  private latest: JobEvent | undefined;
  private ending: JobEvent | undefined;
  private startedAt: number;
  private toldAt = Number.NEGATIVE_INFINITY;
  private version = 0;

  constructor(
    readonly info: JobInfo,
    private readonly clock: () => number,
  ) {
    this.startedAt = clock();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get isOver(): boolean {
    return this.ending !== undefined;
  }

  begin(): void {
    this.startedAt = this.clock();
  }

  progress(progress: Omit<JobProgress, 'remainingMs'>): void {
    if (this.isOver) return;
    const elapsedMs = this.clock() - this.startedAt;
    const { fraction } = progress;
    const remainingMs = fraction > ESTIMATE_FROM ? (elapsedMs * (1 - fraction)) / fraction : undefined;
    this.latest = { type: 'progress', ...progress, ...(remainingMs !== undefined && { remainingMs }) };
    if (this.clock() - this.toldAt < PROGRESS_INTERVAL_MS) return;
    this.toldAt = this.clock();
    this.tell();
  }

  log(line: string): void {
    this.logLines.push(line);
    this.tell();
  }

  /** The caller hears at once; the work ends when it notices, and its runner is killed. */
  cancel(): void {
    if (this.isOver) return;
    this.controller.abort();
    this.end({ type: 'cancelled' });
  }

  end(event: JobEvent): void {
    if (this.isOver) return;
    this.ending = event;
    this.tell();
  }

  async *watch(signal?: AbortSignal): AsyncGenerator<JobEvent, void> {
    let seenVersion = -1;
    let seenLines = Math.max(0, this.logLines.length - KEPT_LOG_LINES);
    let seenProgress: JobEvent | undefined;
    while (!signal?.aborted) {
      if (seenVersion === this.version && !this.isOver) await this.change(signal);
      seenVersion = this.version;
      for (; seenLines < this.logLines.length; seenLines++) yield { type: 'log', line: this.logLines[seenLines] ?? '' };
      if (this.latest && this.latest !== seenProgress && !this.isOver) {
        seenProgress = this.latest;
        yield this.latest;
      }
      if (this.ending) {
        yield this.ending;
        return;
      }
    }
  }

  private tell(): void {
    this.version++;
    for (const wake of [...this.watchers]) wake();
  }

  private change(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.watchers.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.watchers.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }
}

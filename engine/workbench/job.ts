import type { JobEvent, JobInfo, JobProgress, JobResult, JobState } from '../api/contract.ts';
import { Changes } from './changes.ts';

/** What a job's work gets: it watches `signal`, says how far it is, and returns its result. */
export interface JobContext {
  readonly signal: AbortSignal;
  progress(progress: Omit<JobProgress, 'remainingMs'>): void;
  log(line: string): void;
  /** Tells the result as far as it is known. */
  partial(result: JobResult): void;
}

/** The event after which nothing follows. */
export type JobEnding = Extract<JobEvent, { readonly type: 'done' | 'failed' | 'cancelled' }>;

/** Progress is told at most this often. */
const PROGRESS_INTERVAL_MS = 100;
/** A remaining time is guessed only from this share of the work on. */
const ESTIMATE_FROM = 0.05;
/** Lines that a late watcher still gets. */
const KEPT_LOG_LINES = 200;

/** One piece of long work as its watchers see it: the newest progress, the log, the end. */
export class Job implements JobContext {
  private readonly controller = new AbortController();
  private readonly logLines: string[] = [];
  private readonly changes = new Changes();
  private latest: Extract<JobEvent, { readonly type: 'progress' }> | undefined;
  private latestPart: Extract<JobEvent, { readonly type: 'partial' }> | undefined;
  private ending: JobEnding | undefined;
  private startedAt = performance.now();
  private toldAt = Number.NEGATIVE_INFINITY;
  private nextTelling: NodeJS.Timeout | undefined;
  private endedAtMs = Number.POSITIVE_INFINITY;

  /** `onChange` hears of everything that watchers are to hear of. */
  constructor(
    readonly info: JobInfo,
    private readonly onChange: () => void,
  ) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** True once watchers have been told the end. Cancelled work may still be letting go of what it holds. */
  get isOver(): boolean {
    return this.ending !== undefined;
  }

  /** On the clock of this process: orders jobs by their end. */
  get endedAt(): number {
    return this.endedAtMs;
  }

  /** Of a job that does not wait in line. */
  get state(): Exclude<JobState, { readonly status: 'queued' }> {
    if (this.ending?.type === 'failed') return { status: 'failed', error: this.ending.error };
    if (this.ending) return { status: this.ending.type };
    if (!this.latest) return { status: 'running' };
    const { type: _, ...progress } = this.latest;
    return { status: 'running', progress };
  }

  /** Starts the clock that remaining times are guessed from: waiting in the queue is no work. */
  begin(): void {
    this.startedAt = performance.now();
    this.progress({ stage: 'Starting', fraction: 0, doneCount: 0, totalCount: 0, unit: '' });
  }

  progress(progress: Omit<JobProgress, 'remainingMs'>): void {
    if (this.isOver) return;
    const now = performance.now();
    // Models that are measured in turns are not equally far: a bar that goes back looks broken.
    const fraction = Math.max(progress.fraction, this.latest?.fraction ?? 0);
    const remainingMs = fraction > ESTIMATE_FROM ? ((now - this.startedAt) * (1 - fraction)) / fraction : undefined;
    this.latest = { type: 'progress', ...progress, fraction, ...(remainingMs !== undefined && { remainingMs }) };
    const waitMs = this.toldAt + PROGRESS_INTERVAL_MS - now;
    if (waitMs <= 0) this.tellProgress();
    // Work may fall silent right after this: what it said last must not wait for what it says next.
    else this.nextTelling ??= setTimeout(() => this.tellProgress(), waitMs);
  }

  log(line: string): void {
    if (this.isOver) return;
    this.logLines.push(line);
    this.tell();
  }

  partial(result: JobResult): void {
    if (this.isOver) return;
    this.latestPart = { type: 'partial', result };
    this.tell();
  }

  /** Watchers hear of it at once; the work ends when it notices, and its runner is killed. */
  cancel(): void {
    if (this.isOver) return;
    this.controller.abort();
    this.end({ type: 'cancelled' });
  }

  /** Only the first end counts. */
  end(event: JobEnding): void {
    if (this.isOver) return;
    clearTimeout(this.nextTelling);
    this.ending = event;
    this.endedAtMs = performance.now();
    this.tell();
  }

  /** The log, the newest progress and partial result, then everything as it comes, until the job ends or `signal` aborts. */
  async *watch(signal?: AbortSignal): AsyncGenerator<JobEvent, void> {
    let seenChanges = -1;
    let seenLines = Math.max(0, this.logLines.length - KEPT_LOG_LINES);
    let seenProgress: JobEvent | undefined;
    let seenPart: JobEvent | undefined;
    while (!signal?.aborted) {
      seenChanges = await this.changes.past(this.isOver ? -1 : seenChanges, signal);
      if (signal?.aborted) return;
      for (; seenLines < this.logLines.length; seenLines++) yield { type: 'log', line: this.logLines[seenLines] ?? '' };
      if (this.latest && this.latest !== seenProgress && !this.isOver) {
        seenProgress = this.latest;
        yield this.latest;
      }
      if (this.latestPart && this.latestPart !== seenPart) {
        seenPart = this.latestPart;
        yield this.latestPart;
      }
      if (this.ending) {
        yield this.ending;
        return;
      }
    }
  }

  private tellProgress(): void {
    clearTimeout(this.nextTelling);
    this.nextTelling = undefined;
    this.toldAt = performance.now();
    this.tell();
  }

  private tell(): void {
    this.changes.tell();
    this.onChange();
  }
}

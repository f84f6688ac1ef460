import { createStore } from 'zustand/vanilla';
import type { CompareRequest, JobId, JobProgress, JobView, ModelId, WireError } from '../../engine/api/contract.ts';
import { assertNever } from '../../engine/errors.ts';
import type { CompareReport } from '../../engine/report/report.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';
import { isUnderWay } from './followed-job.ts';

export type CompareJob =
  | { readonly status: 'idle' }
  | { readonly status: 'starting' }
  | {
      readonly status: 'running';
      readonly jobId: JobId;
      readonly phase: 'working' | 'cancelling';
      readonly progress: JobProgress | undefined;
      readonly log: readonly string[];
    }
  | { readonly status: 'done' }
  | { readonly status: 'cancelled' }
  | { readonly status: 'failed'; readonly error: WireError; readonly log: readonly string[] };

export interface BenchmarkState {
  readonly job: CompareJob;
  /** The newest finished comparison of the open model; stays while the next one runs. */
  readonly report: CompareReport | undefined;
  /** What the newest comparison of this window was asked for; exporting from its report builds the same variant. */
  readonly request: CompareRequest | undefined;
  /**
   * Starts a comparison. While one is shown it waits in line and is shown after it, unless it is the same as one that runs or
   * waits.
   */
  start(request: CompareRequest): Promise<void>;
  cancel(): Promise<void>;
  /** Turns to a model: shows its newest report and joins the comparison that is still running. */
  resume(modelId: ModelId): Promise<void>;
  reset(): void;
}

export type BenchmarkStore = ReturnType<typeof createBenchmarkStore>;

const logLimit = 500;

/**
 * The comparison of the open model: its job and its newest report. `onFailed` hears of a comparison that was not put in line, or failed,
 * while another one is shown or about to be.
 */
export function createBenchmarkStore(
  client: WorkbenchClient,
  onFailed: (failed: { readonly error: WireError }) => void,
) {
  return createStore<BenchmarkState>()((set, get) => {
    /** Aborted when the window turns to another model; the job itself goes on in the engine. */
    let attention = new AbortController();
    /** What this window asked for, by job. */
    const asked = new Map<JobId, CompareRequest>();

    const follow = async (jobId: JobId, signal: AbortSignal) => {
      const request = asked.get(jobId);
      set({
        job: { status: 'running', jobId, phase: 'working', progress: undefined, log: [] },
        ...(request && { request }),
      });
      for await (const event of client.watchJob(jobId, signal)) {
        const { job } = get();
        if (signal.aborted || job.status !== 'running') return;
        switch (event.type) {
          case 'progress': {
            const { type: _, ...progress } = event;
            set({ job: { ...job, progress } });
            break;
          }
          case 'log':
            set({ job: { ...job, log: [...job.log, event.line].slice(-logLimit) } });
            break;
          case 'partial':
            break;
          case 'done':
            if (event.result.kind === 'compare') set({ job: { status: 'done' }, report: event.result.report });
            break;
          case 'failed':
            set({ job: { status: 'failed', error: event.error, log: job.log } });
            break;
          case 'cancelled':
            set({ job: { status: 'cancelled' } });
            break;
          default:
            assertNever(event);
        }
      }
    };

    /** Shows the comparisons of a model that run or wait, one after another. */
    const followLine = async (modelId: ModelId, signal: AbortSignal) => {
      for (;;) {
        const line = await client.rpc.jobs.running();
        if (signal.aborted || !line.ok || isUnderWay(get().job)) return;
        const next = line.value.find((candidate) => candidate.kind === 'compare' && candidate.modelId === modelId);
        if (next === undefined) return;
        const { job } = get();
        if (job.status === 'failed') onFailed(job);
        await follow(next.jobId, signal);
      }
    };

    const ask = async (request: CompareRequest) => {
      const started = await client.rpc.compare.start(request);
      if (started.ok) asked.set(started.value.jobId, request);
      return started;
    };

    /** Puts a comparison in line, unless the same one runs or waits already. */
    const queue = async (request: CompareRequest) => {
      const { signal } = attention;
      const line = await client.rpc.jobs.running();
      const isSame = ({ jobId }: JobView) => JSON.stringify(asked.get(jobId)) === JSON.stringify(request);
      if (line.ok && line.value.some(isSame)) return;
      const started = await ask(request);
      if (!started.ok) return onFailed(started);
      // What was shown may have ended meanwhile, and found nobody in line.
      if (!signal.aborted && !isUnderWay(get().job)) await followLine(request.modelId, signal);
    };

    return {
      job: { status: 'idle' },
      report: undefined,
      request: undefined,

      start: async (request) => {
        const { job } = get();
        if (job.status === 'starting') return;
        if (job.status === 'running') return queue(request);
        const { signal } = attention;
        set({ job: { status: 'starting' }, request });
        const started = await ask(request);
        if (signal.aborted) return;
        if (!started.ok) return set({ job: { status: 'failed', error: started.error, log: [] } });
        await follow(started.value.jobId, signal);
        await followLine(request.modelId, signal);
      },

      cancel: async () => {
        const { job } = get();
        if (job.status !== 'running') return;
        set({ job: { ...job, phase: 'cancelling' } });
        const cancelled = await client.rpc.jobs.cancel({ jobId: job.jobId });
        const now = get().job;
        if (!cancelled.ok && now.status === 'running' && now.jobId === job.jobId) {
          set({ job: { ...now, phase: 'working', log: [...now.log, cancelled.error.message] } });
        }
      },

      resume: async (modelId) => {
        get().reset();
        const { signal } = attention;
        const latest = await client.rpc.compare.latest({ modelId });
        if (signal.aborted) return;
        if (latest.ok && latest.value !== null) set({ report: latest.value });
        await followLine(modelId, signal);
      },

      reset: () => {
        attention.abort();
        attention = new AbortController();
        set({ job: { status: 'idle' }, report: undefined, request: undefined });
      },
    };
  });
}

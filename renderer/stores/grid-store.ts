import { createStore } from 'zustand/vanilla';
import type { GridRequest, JobId, JobProgress, ModelSummary, WireError } from '../../engine/api/contract.ts';
import type { GridReport } from '../../engine/report/grid-report.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';

export type GridJob =
  | { readonly status: 'idle' }
  | { readonly status: 'starting' }
  | { readonly status: 'running'; readonly jobId: JobId; readonly progress: JobProgress | undefined }
  | { readonly status: 'failed'; readonly error: WireError };

export interface GridState {
  readonly job: GridJob;
  /** Of the open model; grows cell by cell while it is measured, and stays after a cancel. */
  readonly report: GridReport | undefined;
  start(request: GridRequest): Promise<void>;
  cancel(): Promise<void>;
  /** Turns to a model and joins the measurement of it that is still running. */
  resume(model: ModelSummary): Promise<void>;
  reset(): void;
}

export const isMeasuring = (job: GridJob) => job.status === 'starting' || job.status === 'running';

export type GridStore = ReturnType<typeof createGridStore>;

/** Throughput and latency of one variant over batch sizes and streams. */
export function createGridStore(client: WorkbenchClient) {
  return createStore<GridState>()((set, get) => {
    /** Aborted when the window turns to another model; the measurement itself goes on in the engine. */
    let attention = new AbortController();

    const follow = async (jobId: JobId, signal: AbortSignal) => {
      set({ job: { status: 'running', jobId, progress: undefined } });
      for await (const event of client.watchJob(jobId, signal)) {
        if (signal.aborted) return;
        if (event.type === 'progress') set({ job: { status: 'running', jobId, progress: event } });
        else if (event.type === 'failed') set({ job: { status: 'failed', error: event.error } });
        else if (event.type === 'cancelled') set({ job: { status: 'idle' } });
        else if (event.type !== 'log' && event.result.kind === 'grid')
          set({ report: event.result.report, ...(event.type === 'done' && { job: { status: 'idle' } }) });
      }
    };

    return {
      job: { status: 'idle' },
      report: undefined,
      start: async (request) => {
        if (isMeasuring(get().job)) return;
        const { signal } = attention;
        set({ job: { status: 'starting' }, report: undefined });
        const started = await client.rpc.grids.start(request);
        if (signal.aborted) return;
        if (started.ok) await follow(started.value.jobId, signal);
        else set({ job: { status: 'failed', error: started.error } });
      },
      cancel: async () => {
        const { job } = get();
        if (job.status !== 'running') return;
        const cancelled = await client.rpc.jobs.cancel({ jobId: job.jobId });
        if (!cancelled.ok) set({ job: { status: 'failed', error: cancelled.error } });
      },
      resume: async ({ modelId }) => {
        get().reset();
        const { signal } = attention;
        const running = await client.rpc.jobs.running();
        if (signal.aborted || !running.ok || isMeasuring(get().job)) return;
        const job = running.value.find((candidate) => candidate.kind === 'grid' && candidate.modelId === modelId);
        if (job !== undefined) await follow(job.jobId, signal);
      },
      reset: () => {
        attention.abort();
        attention = new AbortController();
        set({ job: { status: 'idle' }, report: undefined });
      },
    };
  });
}

import { createStore } from 'zustand/vanilla';
import type { GridRequest, JobId, JobProgress, WireError } from '../../engine/api/contract.ts';
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
  /** Turns to another model. */
  reset(): void;
}

export type GridStore = ReturnType<typeof createGridStore>;

/** Throughput and latency of one variant over batch sizes and streams. */
export function createGridStore(client: WorkbenchClient) {
  return createStore<GridState>()((set, get) => {
    let attention = new AbortController();
    return {
      job: { status: 'idle' },
      report: undefined,
      start: async (request) => {
        const { status } = get().job;
        if (status === 'starting' || status === 'running') return;
        const { signal } = attention;
        set({ job: { status: 'starting' }, report: undefined });
        const started = await client.rpc.grids.start(request);
        if (signal.aborted) return;
        if (!started.ok) return set({ job: { status: 'failed', error: started.error } });
        const { jobId } = started.value;
        set({ job: { status: 'running', jobId, progress: undefined } });
        for await (const event of client.watchJob(jobId, signal)) {
          if (signal.aborted) return;
          if (event.type === 'progress') set({ job: { status: 'running', jobId, progress: event } });
          else if (event.type === 'failed') set({ job: { status: 'failed', error: event.error } });
          else if (event.type === 'cancelled') set({ job: { status: 'idle' } });
          else if (event.type !== 'log' && event.result.kind === 'grid')
            set({ report: event.result.report, ...(event.type === 'done' && { job: { status: 'idle' } }) });
        }
      },
      cancel: async () => {
        const { job } = get();
        if (job.status !== 'running') return;
        const cancelled = await client.rpc.jobs.cancel({ jobId: job.jobId });
        if (!cancelled.ok) set({ job: { status: 'failed', error: cancelled.error } });
      },
      reset: () => {
        attention.abort();
        attention = new AbortController();
        set({ job: { status: 'idle' }, report: undefined });
      },
    };
  });
}

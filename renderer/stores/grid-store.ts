import { createStore } from 'zustand/vanilla';
import type { GridRequest, JobId, ModelSummary } from '../../engine/api/contract.ts';
import type { GridReport } from '../../engine/report/grid-report.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';
import { cancelJob, type FollowedJob, followJob, isUnderWay } from './followed-job.ts';

export interface GridState {
  readonly job: FollowedJob;
  /** Of the open model; grows cell by cell while it is measured, and stays after a cancel. */
  readonly report: GridReport | undefined;
  start(request: GridRequest): Promise<void>;
  cancel(): Promise<void>;
  /** Turns to a model and joins the measurement of it that is still running. */
  resume(model: ModelSummary): Promise<void>;
  reset(): void;
}

export type GridStore = ReturnType<typeof createGridStore>;

/** Throughput and latency of one variant over batch sizes and streams. */
export function createGridStore(client: WorkbenchClient) {
  return createStore<GridState>()((set, get) => {
    /** Aborted when the window turns to another model; the measurement itself goes on in the engine. */
    let attention = new AbortController();

    const show = (job: FollowedJob) => set({ job });

    const follow = (jobId: JobId, signal: AbortSignal) =>
      followJob(client, jobId, signal, {
        show,
        onResult: (result, isDone) => {
          if (result.kind === 'grid') set({ report: result.report, ...(isDone && { job: { status: 'idle' } }) });
        },
      });

    return {
      job: { status: 'idle' },
      report: undefined,
      start: async (request) => {
        if (isUnderWay(get().job)) return;
        const { signal } = attention;
        set({ job: { status: 'starting' }, report: undefined });
        const started = await client.rpc.grids.start(request);
        if (signal.aborted) return;
        if (started.ok) await follow(started.value.jobId, signal);
        else set({ job: { status: 'failed', error: started.error } });
      },
      cancel: async () => {
        const { job } = get();
        if (job.status === 'running') await cancelJob(client, job.jobId, show);
      },
      resume: async ({ modelId }) => {
        get().reset();
        const { signal } = attention;
        const running = await client.rpc.jobs.running();
        if (signal.aborted || !running.ok || isUnderWay(get().job)) return;
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

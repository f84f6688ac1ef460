import { createStore } from 'zustand/vanilla';
import type { JobId, JobProgress, WireError } from '../../engine/api/contract.ts';
import type { CheckReport, FusionCheck } from '../../engine/report/check-report.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';
import type { GraphRequest } from './graph-store.ts';
import { toWireSwitches } from './rewrite-switches.ts';

export type CheckJob =
  | { readonly status: 'idle' }
  | { readonly status: 'starting' }
  | { readonly status: 'running'; readonly jobId: JobId; readonly progress: JobProgress | undefined }
  | { readonly status: 'done'; readonly report: CheckReport }
  | { readonly status: 'failed'; readonly error: WireError };

export interface CheckState {
  /** Of the plan that is shown: another plan starts over. */
  readonly job: CheckJob;
  /** Proves every change of the plan that is shown. `shapes` gives dims that the model leaves open. */
  start(shapes: Readonly<Record<string, number[]>>): Promise<void>;
  cancel(): Promise<void>;
  /** Turns to a plan; what is known of another one is dropped, and its check ended. */
  follow(request: GraphRequest): void;
  reset(): void;
}

export type CheckStore = ReturnType<typeof createCheckStore>;

/**
 * The numeric check of the plan on screen. `takeBack` switches off what gave other numbers: the report then holds for the
 * plan without it.
 */
export function createCheckStore(client: WorkbenchClient, takeBack: (wrong: readonly FusionCheck[]) => void) {
  return createStore<CheckState>()((set, get) => {
    let attention = new AbortController();
    let plan: GraphRequest | undefined;
    let isTakingBack = false;

    const watch = async (jobId: JobId, signal: AbortSignal) => {
      set({ job: { status: 'running', jobId, progress: undefined } });
      for await (const event of client.watchJob(jobId, signal)) {
        if (signal.aborted) return;
        if (event.type === 'progress') set({ job: { status: 'running', jobId, progress: event } });
        else if (event.type === 'failed') set({ job: { status: 'failed', error: event.error } });
        else if (event.type === 'cancelled') set({ job: { status: 'idle' } });
        else if (event.type === 'done' && event.result.kind === 'check') finish(event.result.report);
      }
    };

    const finish = (report: CheckReport) => {
      set({ job: { status: 'done', report } });
      if (report.undone.length === 0) return;
      isTakingBack = true;
      takeBack(report.undone);
      isTakingBack = false;
    };

    return {
      job: { status: 'idle' },
      start: async (shapes) => {
        const { job } = get();
        if (plan === undefined || job.status === 'starting' || job.status === 'running') return;
        const { signal } = attention;
        set({ job: { status: 'starting' } });
        const { modelId, target, switches } = plan;
        const started = await client.rpc.checks.start({ modelId, target, shapes, ...toWireSwitches(switches) });
        if (signal.aborted) {
          if (started.ok) await client.rpc.jobs.cancel(started.value);
          return;
        }
        if (started.ok) await watch(started.value.jobId, signal);
        else set({ job: { status: 'failed', error: started.error } });
      },
      cancel: async () => {
        const { job } = get();
        if (job.status !== 'running') return;
        const cancelled = await client.rpc.jobs.cancel({ jobId: job.jobId });
        if (!cancelled.ok) set({ job: { status: 'failed', error: cancelled.error } });
      },
      follow: (request) => {
        plan = request;
        if (isTakingBack) return;
        void get().cancel();
        attention.abort();
        attention = new AbortController();
        if (get().job.status !== 'idle') set({ job: { status: 'idle' } });
      },
      reset: () => {
        plan = undefined;
        void get().cancel();
        attention.abort();
        attention = new AbortController();
        set({ job: { status: 'idle' } });
      },
    };
  });
}

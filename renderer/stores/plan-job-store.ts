import { createStore } from 'zustand/vanilla';
import type { CheckRequest, JobId, JobResult, Result } from '../../engine/api/contract.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';
import { cancelJob, type FollowedJob, followJob, isUnderWay } from './followed-job.ts';
import type { GraphRequest } from './graph-store.ts';
import { toWireSwitches } from './rewrite-switches.ts';

/** Jobs that find out something about the plan on screen. */
export type PlanJobKind = 'check' | 'confirm';

export type PlanReport<K extends PlanJobKind> = Extract<JobResult, { readonly kind: K }>['report'];

export type PlanJob<K extends PlanJobKind> = FollowedJob | { readonly status: 'done'; readonly report: PlanReport<K> };

/** Dims that the model leaves open, and data to run it on where there is any. */
export type PlanInputs = Pick<CheckRequest, 'shapes' | 'data'>;

export interface PlanJobState<K extends PlanJobKind> {
  /** Of the plan that is shown: another plan starts over. */
  readonly job: PlanJob<K>;
  /** Starts the job for the plan that is shown. */
  start(inputs: PlanInputs): Promise<void>;
  cancel(): Promise<void>;
  /** Turns to a plan; what is known of another one is dropped, and its job ended. */
  follow(request: GraphRequest): void;
  reset(): void;
}

export interface PlanJobOptions<K extends PlanJobKind> {
  readonly start: (request: CheckRequest) => Promise<Result<{ readonly jobId: JobId }>>;
  /** The report of a job that ended with its result, where it is of this kind. */
  readonly reportOf: (result: JobResult) => PlanReport<K> | undefined;
  /** Hears of the report once it is shown. A plan that it changes to is still the one reported about. */
  readonly onDone?: (report: PlanReport<K>) => void;
}

/** A job about the plan on screen, which ends with the plan. */
export function createPlanJobStore<K extends PlanJobKind>(client: WorkbenchClient, options: PlanJobOptions<K>) {
  return createStore<PlanJobState<K>>()((set, get) => {
    let attention = new AbortController();
    let plan: GraphRequest | undefined;
    let isFinishing = false;

    const show = (job: FollowedJob) => set({ job });

    const watch = (jobId: JobId, signal: AbortSignal) =>
      followJob(client, jobId, signal, {
        show,
        onResult: (result, isDone) => {
          if (isDone) finish(options.reportOf(result));
        },
      });

    const finish = (report: PlanReport<K> | undefined) => {
      if (report === undefined) return;
      set({ job: { status: 'done', report } });
      isFinishing = true;
      options.onDone?.(report);
      isFinishing = false;
    };

    const leave = () => {
      void get().cancel();
      attention.abort();
      attention = new AbortController();
      if (get().job.status !== 'idle') set({ job: { status: 'idle' } });
    };

    return {
      job: { status: 'idle' },
      start: async (inputs) => {
        const { job } = get();
        if (plan === undefined || isUnderWay(job)) return;
        const { signal } = attention;
        set({ job: { status: 'starting' } });
        const { modelId, target, switches } = plan;
        const started = await options.start({ modelId, target, ...inputs, ...toWireSwitches(switches) });
        if (signal.aborted) {
          if (started.ok) await client.rpc.jobs.cancel(started.value);
          return;
        }
        if (started.ok) await watch(started.value.jobId, signal);
        else set({ job: { status: 'failed', error: started.error } });
      },
      cancel: async () => {
        const { job } = get();
        if (job.status === 'running') await cancelJob(client, job.jobId, show);
      },
      follow: (request) => {
        plan = request;
        if (!isFinishing) leave();
      },
      reset: () => {
        plan = undefined;
        leave();
      },
    };
  });
}

import { createStore } from 'zustand/vanilla';
import type {
  AppInfo,
  JobId,
  JobProgress,
  ModelSummary,
  TunedExport,
  TuneRequest,
  WireError,
} from '../../engine/api/contract.ts';
import type { TuneReport } from '../../engine/report/tune-report.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';
import { isUnderWay } from './followed-job.ts';

export type TuneJob =
  | { readonly status: 'idle' }
  | { readonly status: 'starting' }
  | {
      readonly status: 'running';
      readonly jobId: JobId;
      readonly phase: 'working' | 'cancelling';
      readonly progress: JobProgress | undefined;
    }
  | { readonly status: 'done' }
  | { readonly status: 'cancelled' }
  | { readonly status: 'failed'; readonly error: WireError };

export type PlanExport =
  | { readonly status: 'none' }
  | { readonly status: 'running'; readonly stage: string; readonly fraction: number }
  | { readonly status: 'done'; readonly result: TunedExport }
  | { readonly status: 'failed'; readonly error: WireError };

/** What is asked of the next search. */
export interface TuneChoices {
  /** Percent of the samples. */
  readonly maximumDrop: number;
  readonly timeLimitMinutes: number;
  readonly threads: 'chosen' | 'free';
}

export interface TuneState {
  readonly choices: TuneChoices;
  readonly job: TuneJob;
  /** Grows while a search runs, and stays when it is cancelled. */
  readonly report: TuneReport | undefined;
  readonly planExport: PlanExport;
  choose(changes: Partial<TuneChoices>): void;
  start(request: TuneRequest): Promise<void>;
  /** What was found until then stays. */
  cancel(): Promise<void>;
  /** Writes the answer, or another candidate, with its model and sample code: where the user says, or as a download. */
  export(model: ModelSummary, host: AppInfo['host'], candidate?: string): Promise<void>;
  /** Turns to a model: shows its newest search and joins the one that is still running. */
  resume(model: ModelSummary): Promise<void>;
  reset(): void;
}

export type TuneStore = ReturnType<typeof createTuneStore>;

/** The search for the fastest plan of the open model. */
export function createTuneStore(client: WorkbenchClient) {
  return createStore<TuneState>()((set, get) => {
    /** Aborted when the window turns to another model; the search itself goes on in the engine. */
    let attention = new AbortController();

    const follow = async (jobId: JobId, signal: AbortSignal) => {
      set({ job: { status: 'running', jobId, phase: 'working', progress: undefined } });
      for await (const event of client.watchJob(jobId, signal)) {
        const { job } = get();
        if (signal.aborted || job.status !== 'running') return;
        if (event.type === 'progress') set({ job: { ...job, progress: event } });
        else if (event.type === 'failed') set({ job: { status: 'failed', error: event.error } });
        else if (event.type === 'cancelled') set({ job: { status: 'cancelled' } });
        else if ((event.type === 'partial' || event.type === 'done') && event.result.kind === 'tune') {
          set({ report: event.result.report, ...(event.type === 'done' && { job: { status: 'done' } }) });
        }
      }
    };

    const write = async (request: Parameters<typeof client.rpc.tune.export>[0], signal: AbortSignal) => {
      set({ planExport: { status: 'running', stage: 'Starting', fraction: 0 } });
      const started = await client.rpc.tune.export(request);
      if (signal.aborted) return;
      if (!started.ok) return set({ planExport: { status: 'failed', error: started.error } });
      for await (const event of client.watchJob(started.value.jobId, signal)) {
        if (signal.aborted) return;
        if (event.type === 'progress') {
          set({ planExport: { status: 'running', stage: event.stage, fraction: event.fraction } });
        } else if (event.type === 'failed') set({ planExport: { status: 'failed', error: event.error } });
        else if (event.type === 'cancelled') set({ planExport: { status: 'none' } });
        else if (event.type === 'done' && event.result.kind === 'tuned-export') {
          const result = event.result.export;
          set({ planExport: { status: 'done', result } });
          if (result.downloadPath !== undefined) client.download(result.downloadPath);
        }
      }
    };

    return {
      choices: { maximumDrop: 1, timeLimitMinutes: 10, threads: 'chosen' },
      job: { status: 'idle' },
      report: undefined,
      planExport: { status: 'none' },

      choose: (changes) => set({ choices: { ...get().choices, ...changes } }),

      start: async (request) => {
        if (isUnderWay(get().job)) return;
        const { signal } = attention;
        set({ job: { status: 'starting' }, report: undefined, planExport: { status: 'none' } });
        const started = await client.rpc.tune.start(request);
        if (signal.aborted) return;
        if (started.ok) await follow(started.value.jobId, signal);
        else set({ job: { status: 'failed', error: started.error } });
      },

      cancel: async () => {
        const { job } = get();
        if (job.status !== 'running') return;
        set({ job: { ...job, phase: 'cancelling' } });
        const cancelled = await client.rpc.jobs.cancel({ jobId: job.jobId });
        const now = get().job;
        if (!cancelled.ok && now.status === 'running') set({ job: { ...now, phase: 'working' } });
      },

      export: async ({ modelId, name }, host, candidate) => {
        if (get().planExport.status === 'running') return;
        const { signal } = attention;
        const request = { modelId, ...(candidate !== undefined && { candidate }) };
        if (host === 'browser') return write(request, signal);
        const suggestedName = `${name.replace(/\.[^.]+$/, '')}-tuned`;
        const chosen = await client.rpc.host.chooseSavePath({ suggestedName });
        if (signal.aborted) return;
        if (!chosen.ok) set({ planExport: { status: 'failed', error: chosen.error } });
        else if (chosen.value !== '') await write({ ...request, path: chosen.value }, signal);
      },

      resume: async ({ modelId }) => {
        get().reset();
        const { signal } = attention;
        const [latest, running] = await Promise.all([client.rpc.tune.latest({ modelId }), client.rpc.jobs.running()]);
        if (signal.aborted) return;
        if (latest.ok && latest.value !== null) set({ report: latest.value });
        if (!running.ok || isUnderWay(get().job)) return;
        const job = running.value.find((candidate) => candidate.kind === 'tune' && candidate.modelId === modelId);
        if (job !== undefined) await follow(job.jobId, signal);
      },

      reset: () => {
        attention.abort();
        attention = new AbortController();
        set({ job: { status: 'idle' }, report: undefined, planExport: { status: 'none' } });
      },
    };
  });
}

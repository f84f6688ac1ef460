import { createStore } from 'zustand/vanilla';
import type { CompareRequest, JobId, JobProgress, ModelId, WireError } from '../../engine/api/contract.ts';
import { assertNever } from '../../engine/errors.ts';
import type { CompareReport } from '../../engine/report/report.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';

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
  start(request: CompareRequest): Promise<void>;
  cancel(): Promise<void>;
  /** Turns to a model: shows its newest report and joins the comparison that is still running. */
  resume(modelId: ModelId): Promise<void>;
  reset(): void;
}

export type BenchmarkStore = ReturnType<typeof createBenchmarkStore>;

const logLimit = 500;

/** The comparison of the open model: its job and its newest report. */
export function createBenchmarkStore(client: WorkbenchClient) {
  return createStore<BenchmarkState>()((set, get) => {
    /** Aborted when the window turns to another model; the job itself goes on in the engine. */
    let attention = new AbortController();

    const follow = async (jobId: JobId, signal: AbortSignal) => {
      set({ job: { status: 'running', jobId, phase: 'working', progress: undefined, log: [] } });
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

    return {
      job: { status: 'idle' },
      report: undefined,
      request: undefined,

      start: async (request) => {
        if (isBusy(get().job)) return;
        const { signal } = attention;
        set({ job: { status: 'starting' }, request });
        const started = await client.rpc.compare.start(request);
        if (signal.aborted) return;
        if (started.ok) await follow(started.value.jobId, signal);
        else set({ job: { status: 'failed', error: started.error, log: [] } });
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
        const [latest, running] = await Promise.all([
          client.rpc.compare.latest({ modelId }),
          client.rpc.jobs.running(),
        ]);
        if (signal.aborted) return;
        if (latest.ok && latest.value !== null) set({ report: latest.value });
        if (!running.ok || isBusy(get().job)) return;
        const job = running.value.find((candidate) => candidate.kind === 'compare' && candidate.modelId === modelId);
        if (job !== undefined) await follow(job.jobId, signal);
      },

      reset: () => {
        attention.abort();
        attention = new AbortController();
        set({ job: { status: 'idle' }, report: undefined, request: undefined });
      },
    };
  });
}

export const isBusy = (job: CompareJob) => job.status === 'starting' || job.status === 'running';

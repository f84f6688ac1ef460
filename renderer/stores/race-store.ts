import { createStore } from 'zustand/vanilla';
import type { JobId, JobProgress, ModelId, ModelSummary, WireError } from '../../engine/api/contract.ts';
import type { RaceReport } from '../../engine/report/race-report.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';
import { findOpenSizes, toShapes } from './input-shapes.ts';
import type { RunChoices } from './precision-store.ts';

export type RaceJob =
  | { readonly status: 'idle' }
  | { readonly status: 'starting' }
  | { readonly status: 'running'; readonly jobId: JobId; readonly progress: JobProgress | undefined }
  | { readonly status: 'failed'; readonly error: WireError };

export interface RaceState {
  /** Open models that do not take part. */
  readonly leftOut: ReadonlySet<ModelId>;
  /** Sizes that models leave open, by name; one name means the same in all. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly job: RaceJob;
  /** The newest finished race. */
  readonly report: RaceReport | undefined;
  toggle(modelId: ModelId): void;
  setSize(name: string, size: number | undefined): void;
  /** Measures models by turns; the first is what the others are compared with. */
  start(models: readonly ModelSummary[], run: RunChoices): Promise<void>;
  cancel(): Promise<void>;
  /** Shows the newest race and joins the one that is still running. */
  resume(): Promise<void>;
}

export type RaceStore = ReturnType<typeof createRaceStore>;

export const isRacing = (job: RaceJob) => job.status === 'starting' || job.status === 'running';

/** Sizes that some of the models leaves open, each once. */
export const findSizesOf = (models: readonly ModelSummary[]): readonly string[] => [
  ...new Set(models.flatMap(({ inputs }) => findOpenSizes(inputs))),
];

/** Different models, measured side by side. */
export function createRaceStore(client: WorkbenchClient) {
  return createStore<RaceState>()((set, get) => {
    const follow = async (jobId: JobId) => {
      set({ job: { status: 'running', jobId, progress: undefined } });
      for await (const event of client.watchJob(jobId, new AbortController().signal)) {
        if (event.type === 'progress') set({ job: { status: 'running', jobId, progress: event } });
        else if (event.type === 'failed') set({ job: { status: 'failed', error: event.error } });
        else if (event.type === 'cancelled') set({ job: { status: 'idle' } });
        else if (event.type === 'done' && event.result.kind === 'race')
          set({ job: { status: 'idle' }, report: event.result.report });
      }
    };

    return {
      leftOut: new Set(),
      sizes: {},
      job: { status: 'idle' },
      report: undefined,
      toggle: (modelId) => {
        const leftOut = new Set(get().leftOut);
        if (!leftOut.delete(modelId)) leftOut.add(modelId);
        set({ leftOut });
      },
      setSize: (name, size) => {
        const { [name]: _, ...others } = get().sizes;
        set({ sizes: size === undefined ? others : { ...others, [name]: size } });
      },
      start: async (models, { provider, threads, batch, runCount }) => {
        if (isRacing(get().job)) return;
        const { sizes } = get();
        set({ job: { status: 'starting' } });
        const entries = models.map(({ modelId, inputs }) => ({ modelId, shapes: toShapes(inputs, sizes, batch) }));
        const started = await client.rpc.races.start({ models: entries, provider, threads, batch, runCount });
        if (started.ok) await follow(started.value.jobId);
        else set({ job: { status: 'failed', error: started.error } });
      },
      cancel: async () => {
        const { job } = get();
        if (job.status !== 'running') return;
        const cancelled = await client.rpc.jobs.cancel({ jobId: job.jobId });
        if (!cancelled.ok) set({ job: { status: 'failed', error: cancelled.error } });
      },
      resume: async () => {
        const [latest, line] = await Promise.all([client.rpc.races.latest(), client.rpc.jobs.running()]);
        if (latest.ok && latest.value !== null) set({ report: latest.value });
        const running = line.ok ? line.value.find(({ kind }) => kind === 'race') : undefined;
        if (running !== undefined && !isRacing(get().job)) await follow(running.jobId);
      },
    };
  });
}

import { createStore } from 'zustand/vanilla';
import type { JobId, ModelId, ModelSummary } from '../../engine/api/contract.ts';
import type { RaceReport } from '../../engine/report/race-report.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';
import { cancelJob, type FollowedJob, followJob, isUnderWay } from './followed-job.ts';
import { findOpenSizes, toShapes } from './input-shapes.ts';
import type { RunChoices } from './precision-store.ts';

export interface RaceState {
  /** Open models that do not take part. */
  readonly leftOut: ReadonlySet<ModelId>;
  /** Sizes that models leave open, by name; one name means the same in all. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly job: FollowedJob;
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

/** Sizes that some of the models leaves open, each once. */
export const findSizesOf = (models: readonly ModelSummary[]): readonly string[] => [
  ...new Set(models.flatMap(({ inputs }) => findOpenSizes(inputs))),
];

/** Different models, measured side by side. */
export function createRaceStore(client: WorkbenchClient) {
  return createStore<RaceState>()((set, get) => {
    const show = (job: FollowedJob) => set({ job });

    /** Whichever model is looked at: a race is of several. */
    const follow = (jobId: JobId) =>
      followJob(client, jobId, new AbortController().signal, {
        show,
        onResult: (result, isDone) => {
          if (isDone && result.kind === 'race') set({ job: { status: 'idle' }, report: result.report });
        },
      });

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
        if (isUnderWay(get().job)) return;
        const { sizes } = get();
        set({ job: { status: 'starting' } });
        const entries = models.map(({ modelId, inputs }) => ({ modelId, shapes: toShapes(inputs, sizes, batch) }));
        const started = await client.rpc.races.start({ models: entries, provider, threads, batch, runCount });
        if (started.ok) await follow(started.value.jobId);
        else set({ job: { status: 'failed', error: started.error } });
      },
      cancel: async () => {
        const { job } = get();
        if (job.status === 'running') await cancelJob(client, job.jobId, show);
      },
      resume: async () => {
        const [latest, line] = await Promise.all([client.rpc.races.latest(), client.rpc.jobs.running()]);
        if (latest.ok && latest.value !== null) set({ report: latest.value });
        const running = line.ok ? line.value.find(({ kind }) => kind === 'race') : undefined;
        if (running !== undefined && !isUnderWay(get().job)) await follow(running.jobId);
      },
    };
  });
}

import { createStore } from 'zustand/vanilla';
import type { JobId, JobState, JobView, MoveDirection, Result, WireError } from '../../engine/api/contract.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';

export interface JobLog {
  readonly jobId: JobId;
  readonly lines: readonly string[];
}

export interface JobsState {
  /** What runs, what waits, the next first, then what ended last: of all models, whichever window started it. */
  readonly jobs: readonly JobView[];
  /** Of the one job whose log is shown. */
  readonly log: JobLog | undefined;
  /** Follows the engine's queue until `signal` aborts. */
  follow(signal: AbortSignal): Promise<void>;
  cancel(jobId: JobId): Promise<void>;
  move(jobId: JobId, direction: MoveDirection): Promise<void>;
  /** Follows the log of a job; undefined shows none. */
  showLog(jobId: JobId | undefined): Promise<void>;
}

export type JobsStore = ReturnType<typeof createJobsStore>;

const logLimit = 200;

export const isInLine = ({ status }: JobState) => status === 'running' || status === 'queued';

/** The engine's queue of long work. `onRefused` hears of what the engine would not do. */
export function createJobsStore(client: WorkbenchClient, onRefused: (refused: { readonly error: WireError }) => void) {
  return createStore<JobsState>()((set, get) => {
    /** Aborted when another log is shown. */
    let reading = new AbortController();

    const told = (answer: Result<true>) => {
      if (!answer.ok) onRefused(answer);
    };

    return {
      jobs: [],
      log: undefined,

      follow: async (signal) => {
        for await (const jobs of client.jobQueue(signal)) set({ jobs });
      },

      cancel: async (jobId) => told(await client.rpc.jobs.cancel({ jobId })),

      move: async (jobId, direction) => told(await client.rpc.jobs.move({ jobId, direction })),

      showLog: async (jobId) => {
        reading.abort();
        reading = new AbortController();
        const { signal } = reading;
        if (jobId === undefined) return set({ log: undefined });
        set({ log: { jobId, lines: [] } });
        for await (const event of client.watchJob(jobId, signal)) {
          const { log } = get();
          if (signal.aborted || log === undefined) return;
          if (event.type === 'log') set({ log: { jobId, lines: [...log.lines, event.line].slice(-logLimit) } });
        }
      },
    };
  });
}

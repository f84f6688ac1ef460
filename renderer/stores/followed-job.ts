import type { JobId, JobProgress, JobResult, WireError } from '../../engine/api/contract.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';

/** A job of which the window shows how far it is, and no log. */
export type FollowedJob =
  | { readonly status: 'idle' }
  | { readonly status: 'starting' }
  | { readonly status: 'running'; readonly jobId: JobId; readonly progress: JobProgress | undefined }
  | { readonly status: 'failed'; readonly error: WireError };

/** Whether something that the window asked the engine for is not at its end yet. */
export const isUnderWay = (job: { readonly status: string } | undefined): boolean =>
  job?.status === 'starting' || job?.status === 'running';

export interface JobFollower {
  readonly show: (job: FollowedJob) => void;
  /** Hears of the result, first perhaps as far as it is known; what the job is shown as after its end is up to it. */
  readonly onResult: (result: JobResult, isDone: boolean) => void;
}

/** Shows a job as it goes on, until it ends or `signal` aborts. */
export async function followJob(
  client: WorkbenchClient,
  jobId: JobId,
  signal: AbortSignal,
  { show, onResult }: JobFollower,
): Promise<void> {
  show({ status: 'running', jobId, progress: undefined });
  for await (const event of client.watchJob(jobId, signal)) {
    if (signal.aborted) return;
    if (event.type === 'progress') show({ status: 'running', jobId, progress: event });
    else if (event.type === 'failed') show({ status: 'failed', error: event.error });
    else if (event.type === 'cancelled') show({ status: 'idle' });
    else if (event.type !== 'log') onResult(event.result, event.type === 'done');
  }
}

/** Asks the engine to end a job; its watchers hear of the end. */
export async function cancelJob(
  client: WorkbenchClient,
  jobId: JobId,
  show: (failed: Extract<FollowedJob, { readonly status: 'failed' }>) => void,
): Promise<void> {
  const cancelled = await client.rpc.jobs.cancel({ jobId });
  if (!cancelled.ok) show({ status: 'failed', error: cancelled.error });
}

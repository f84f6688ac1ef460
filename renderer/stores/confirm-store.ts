import type { WorkbenchClient } from '../api/workbench-client.ts';
import { createPlanJobStore, type PlanJob, type PlanJobState } from './plan-job-store.ts';

export type ConfirmJob = PlanJob<'confirm'>;
export type ConfirmState = PlanJobState<'confirm'>;
export type ConfirmStore = ReturnType<typeof createConfirmStore>;

/** How the layers on screen are known. */
export type Evidence = 'predicted' | 'confirmed' | 'partly confirmed';

export function selectEvidence({ job }: ConfirmState): Evidence {
  if (job.status !== 'done') return 'predicted';
  const { counts, layers } = job.report;
  return counts.confirmed === layers.length ? 'confirmed' : 'partly confirmed';
}

/** Whether the runtime's own graph has the layers of the plan on screen. */
export const createConfirmStore = (client: WorkbenchClient) =>
  createPlanJobStore<'confirm'>(client, {
    start: ({ data: _, ...request }) => client.rpc.confirmations.start(request),
    reportOf: (result) => (result.kind === 'confirm' ? result.report : undefined),
  });

import type { FusionCheck } from '../../engine/report/check-report.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';
import { createPlanJobStore, type PlanJob, type PlanJobState } from './plan-job-store.ts';

export type CheckJob = PlanJob<'check'>;
export type CheckState = PlanJobState<'check'>;
export type CheckStore = ReturnType<typeof createCheckStore>;

/**
 * The numeric check of the plan on screen. `takeBack` switches off what gave other numbers: the report then holds for the
 * plan without it.
 */
export const createCheckStore = (client: WorkbenchClient, takeBack: (wrong: readonly FusionCheck[]) => void) =>
  createPlanJobStore<'check'>(client, {
    start: (request) => client.rpc.checks.start(request),
    reportOf: (result) => (result.kind === 'check' ? result.report : undefined),
    onDone: ({ undone }) => {
      if (undone.length > 0) takeBack(undone);
    },
  });

import type { JobInfo, JobKind } from '../api/contract.ts';
import { invariant } from '../errors.ts';
import type { VariantKind } from '../report/report.ts';
import type { OpenModel } from './open-model.ts';

/** What a job says of itself before it has an id. */
export type JobOrder = Omit<JobInfo, 'jobId'>;

export const orderOf = (
  { summary: { modelId, name } }: OpenModel,
  kind: JobKind,
  variants: readonly VariantKind[] = [],
): JobOrder => ({ modelId, model: name, kind, variants });

/** A race belongs to all of its models. */
export function raceOrderOf(models: readonly OpenModel[]): JobOrder {
  const [first, ...others] = models;
  invariant(first, 'A race without models');
  return {
    ...orderOf(first, 'race'),
    model: models.map(({ summary }) => summary.name).join(', '),
    otherModelIds: others.map(({ summary }) => summary.modelId),
  };
}

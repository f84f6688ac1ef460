import { z } from 'zod';
import { modelId, runId } from './primitives.ts';

/** A run of the history, or the newest of a model. */
export const reportSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), runId }),
  z.object({ kind: z.literal('latest'), modelId }),
]);
export type ReportSource = z.infer<typeof reportSource>;

export const reportFormat = z.enum(['html', 'csv', 'json']);
export type ReportFormat = z.infer<typeof reportFormat>;

import { z } from 'zod';
import type { VariantKind } from '../../report/report.ts';
import type { JobKind, JobProgress, WireError } from '../contract.ts';
import { type JobId, jobId, type ModelId } from './primitives.ts';

/** The line that all long work stands in. */

export const moveJobRequest = z.object({ jobId, direction: z.enum(['earlier', 'later']) });
export type MoveDirection = z.infer<typeof moveJobRequest>['direction'];

/** What a job is about. */
export interface JobInfo {
  readonly jobId: JobId;
  readonly modelId: ModelId;
  /** Its model's name, which outlives the model's closing. */
  readonly model: string;
  readonly kind: JobKind;
  /** What is measured or written; empty where a job is about no variant in particular. */
  readonly variants: readonly VariantKind[];
}

export type JobState =
  /** `position` counts from 1: the next to begin. */
  | { readonly status: 'queued'; readonly position: number }
  | { readonly status: 'running'; readonly progress?: JobProgress }
  | { readonly status: 'done' }
  | { readonly status: 'failed'; readonly error: WireError }
  | { readonly status: 'cancelled' };

export interface JobView extends JobInfo {
  readonly state: JobState;
}

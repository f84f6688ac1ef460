import { z } from 'zod';
import type { VariantKind } from '../../report/report.ts';
import type { JobKind, WireError } from '../contract.ts';
import { type JobId, jobId, type ModelId } from './primitives.ts';

/** The line that all long work stands in. */

export const moveJobRequest = z.object({ jobId, direction: z.enum(['earlier', 'later']) });
export type MoveDirection = z.infer<typeof moveJobRequest>['direction'];

/** What a job is about. */
export interface JobInfo {
  readonly jobId: JobId;
  readonly modelId: ModelId;
  /** Further models that it runs: closing one of them ends it too. */
  readonly otherModelIds?: readonly ModelId[];
  /** The name of its model, or the names of all, which outlive their closing. */
  readonly model: string;
  readonly kind: JobKind;
  /** What is measured or written; empty where a job is about no variant in particular. */
  readonly variants: readonly VariantKind[];
}

export interface JobProgress {
  /** 'Calibrating, pass 1 of 2' */
  readonly stage: string;
  /** 0 to 1 over the whole job. */
  readonly fraction: number;
  readonly doneCount: number;
  readonly totalCount: number;
  /** What is counted: 'samples', 'runs'. */
  readonly unit: string;
  readonly remainingMs?: number;
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

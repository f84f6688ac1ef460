import type { Plan } from '../tuner/plan.ts';
import type { AccuracyFigures, Conditions, Interval, Percentiles } from './report.ts';

/** How fast a plan is. */
export interface TunedSpeed {
  readonly latencyMs: Percentiles;
  /** Samples per second. */
  readonly throughput: number;
  /** Median of the interleaved ratios: input plan / this. */
  readonly speedup: number;
  readonly speedupInterval?: Interval;
}

/** What became of one plan that was tried, as far as it is known. */
export interface TuneCandidate {
  /** Unique in its report; a later event with the same id replaces the earlier. */
  readonly id: string;
  /** What it changes, in words: 'INT8, LRN written out'. */
  readonly name: string;
  /** Id of the candidate that it changes; absent for the input plan. */
  readonly parent?: string;
  readonly plan: Plan;
  /** 'open' while it is still in the running. */
  readonly verdict: 'open' | 'kept' | 'dropped' | 'failed';
  /** The measured reason, as a sentence. */
  readonly reason: string;
  /** Quick figures of a screening, or thorough ones; 'cache' where an earlier screening of the same plan was taken over. */
  readonly measuredBy: 'screening' | 'confirmation' | 'cache' | 'nothing';
  readonly speed?: TunedSpeed;
  readonly sizeBytes?: number;
  readonly accuracy?: AccuracyFigures;
}

/** Largest loss that a plan may cost. */
export interface AccuracyBudget {
  /** Fraction of top-1 on labelled data, of agreement with the original elsewhere. */
  readonly maximumDrop: number;
}

export interface TuneReport {
  readonly model: string;
  readonly conditions: Conditions;
  readonly budget: AccuracyBudget;
  /** 'stopped' by the user, 'out-of-time' by the limit: the best found until then holds in every case. */
  readonly state: 'running' | 'finished' | 'stopped' | 'out-of-time';
  /** In the order in which they were tried; the input plan first. */
  readonly candidates: readonly TuneCandidate[];
  /** Id of the answer, which is the input plan where nothing was measured to be faster. */
  readonly best: string;
  readonly remarks: readonly string[];
}

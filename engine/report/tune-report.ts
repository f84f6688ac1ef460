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
  /** Its number in its report, from 0; reasons speak of 'plan 7'. A later event with the same id replaces the earlier. */
  readonly id: string;
  /** Its format and everything that it has otherwise, in words: 'INT8, CUDA graph, with lower-lrn'. */
  readonly name: string;
  /** The same by the candidate that it comes from: 'plan 7, with lower-lrn'. */
  readonly origin: string;
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

/** Of a longer name, a list in which the plan that it comes from stands too needs the end alone. */
const listedLength = 48;

/** What a list calls a candidate: all that it has otherwise or, where that is long, what is new about it. */
export const listedName = ({ name, origin }: TuneCandidate): string =>
  name.length <= Math.max(listedLength, origin.length) ? name : origin;

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

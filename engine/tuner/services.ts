import type { Speedup } from '../benchmark/speedup.ts';
import type { WorkbenchError } from '../errors.ts';
import type { AccuracyFigures, Percentiles } from '../report/report.ts';
import type { TuneCandidate } from '../report/tune-report.ts';
import type { ModelSource } from '../runtime/session.ts';
import type { Change } from './change.ts';
import type { Plan } from './plan.ts';

/** The model file that a plan asks for. */
export interface BuiltPlan extends PlannedModel {
  readonly source: ModelSource;
  readonly sizeBytes: number;
}

/** What a plan's model will hold. */
export interface PlannedModel {
  /** The same text for files that hold the same model. */
  readonly content: string;
  readonly operators: ReadonlySet<string>;
}

/** A plan with its model, ready to run. */
export interface Entrant {
  /** Id of its candidate. */
  readonly id: string;
  readonly name: string;
  readonly plan: Plan;
  /** What it has otherwise than its format alone. */
  readonly changes: readonly Change[];
  readonly built: BuiltPlan;
}

/** How long a race lasts: enough to see what is worth a second look, or enough to decide. */
export type Thoroughness = 'screening' | 'confirmation';

export interface Timing {
  readonly latencyMs: Percentiles;
  /** Samples per second. */
  readonly throughput: number;
  /** Against the first of the race. */
  readonly speedup: Speedup;
}

export type RaceOutcome =
  | ({ readonly status: 'measured'; readonly isFromCache: boolean } & Timing)
  | { readonly status: 'failed'; readonly error: WorkbenchError };

/** Runs plans by turns. Outcomes in the order of the entrants; the first of them is what the others are compared with. */
export type Race = (entrants: readonly Entrant[], thoroughness: Thoroughness) => Promise<readonly RaceOutcome[]>;

export type AccuracyOutcome =
  | { readonly status: 'assessed'; readonly figures: AccuracyFigures }
  | { readonly status: 'failed'; readonly error: WorkbenchError };

/** What the search needs done. */
export interface TunerServices {
  /** Says what a plan's model will hold, without building it. */
  describe(plan: Plan): PlannedModel;
  /** Errors: WorkbenchError where the plan cannot be built. */
  build(plan: Plan): Promise<BuiltPlan>;
  race: Race;
  /** Compares plans with the first of them, the original. Outcomes in the order of the entrants. */
  assess(entrants: readonly Entrant[]): Promise<readonly AccuracyOutcome[]>;
  /** True once the time limit is reached: then what is known is confirmed, and nothing new is tried. */
  isOutOfTime(): boolean;
  /** Hears of every candidate that is new or that more is known of. */
  onCandidates(candidates: readonly TuneCandidate[]): void;
}

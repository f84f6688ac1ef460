import type { SessionOptions } from '../runtime/session.ts';
import type { Conditions, Percentiles, VariantKind } from './report.ts';

/** The most that a percentile of the latency of single runs may be. */
export interface LatencyBudget {
  readonly percentile: keyof Percentiles;
  readonly ms: number;
}

/** One batch size, run by so many sessions at the same time. */
export interface GridCell {
  readonly batch: number;
  readonly streams: number;
  readonly outcome:
    | {
        readonly status: 'measured';
        /** Samples per second of all streams together. */
        readonly throughput: number;
        /** Of single runs of the whole batch, while the other streams run too. */
        readonly latencyMs: Percentiles;
        readonly runCount: number;
      }
    | { readonly status: 'failed'; readonly code: string; readonly message: string };
}

export interface GridPoint {
  readonly batch: number;
  readonly streams: number;
}

/** Throughput and latency over batch sizes and concurrent streams: the heat map's data. */
export interface GridReport {
  readonly model: string;
  readonly variant: VariantKind;
  readonly conditions: Omit<Conditions, 'batch' | 'streams' | 'runCount' | 'roundCount'> &
    Pick<SessionOptions, 'backend' | 'binding'>;
  readonly budget?: LatencyBudget;
  /** Batch by batch, each with every number of streams; complete, failed cells included. */
  readonly cells: readonly GridCell[];
  /** The cell of the highest throughput within the budget; absent where none keeps to it. */
  readonly best?: GridPoint;
  /** How far the figures can be trusted. */
  readonly remarks: readonly string[];
}

/** The cell of the highest throughput whose latency keeps to the budget; of equals the one that came first. */
export function findBestCell(cells: readonly GridCell[], budget: LatencyBudget | undefined): GridPoint | undefined {
  let best: { readonly point: GridPoint; readonly throughput: number } | undefined;
  for (const { batch, streams, outcome } of cells) {
    if (outcome.status !== 'measured') continue;
    if (budget && outcome.latencyMs[budget.percentile] > budget.ms) continue;
    if (best && outcome.throughput <= best.throughput) continue;
    best = { point: { batch, streams }, throughput: outcome.throughput };
  }
  return best?.point;
}

import type { GridCell, GridReport } from '../grid-report.ts';

export interface HeatCell {
  readonly batch: number;
  readonly streams: number;
  readonly cell: GridCell | undefined;
  /** Share of the highest throughput: 0 to 1. Undefined where it was not measured. */
  readonly share: number | undefined;
  readonly isBest: boolean;
}

export interface HeatMap {
  readonly batches: readonly number[];
  readonly streams: readonly number[];
  /** Row by row: one row per batch size, one column per number of streams. */
  readonly rows: readonly (readonly HeatCell[])[];
}

const ascending = (values: readonly number[]): readonly number[] => [...new Set(values)].sort((a, b) => a - b);

/** Every batch size with every number of streams that was measured of either, also where a cell is still missing. */
export function toHeatMap({ cells, best }: Pick<GridReport, 'cells' | 'best'>): HeatMap {
  const batches = ascending(cells.map(({ batch }) => batch));
  const streams = ascending(cells.map((cell) => cell.streams));
  const highest = Math.max(0, ...cells.map(({ outcome }) => (outcome.status === 'measured' ? outcome.throughput : 0)));
  return {
    batches,
    streams,
    rows: batches.map((batch) =>
      streams.map((count) => {
        const cell = cells.find((candidate) => candidate.batch === batch && candidate.streams === count);
        const share =
          cell?.outcome.status === 'measured' && highest > 0 ? cell.outcome.throughput / highest : undefined;
        return { batch, streams: count, cell, share, isBest: best?.batch === batch && best.streams === count };
      }),
    ),
  };
}

export interface CurvePoint {
  readonly batch: number;
  readonly streams: number;
  readonly throughput: number;
  readonly p99Ms: number;
}

/** Throughput against the 99th percentile of the latency, one line for each number of streams, by batch size. */
export function toThroughputCurves({ cells }: Pick<GridReport, 'cells'>): readonly {
  readonly streams: number;
  readonly points: readonly CurvePoint[];
}[] {
  return ascending(cells.map(({ streams }) => streams)).flatMap((streams) => {
    const points = cells.flatMap((cell) =>
      cell.streams === streams && cell.outcome.status === 'measured'
        ? [{ batch: cell.batch, streams, throughput: cell.outcome.throughput, p99Ms: cell.outcome.latencyMs.p99 }]
        : [],
    );
    return points.length === 0 ? [] : [{ streams, points: points.sort((a, b) => a.batch - b.batch) }];
  });
}

import type { CompareReport, Percentiles, VariantKind } from '../../../engine/report/report.ts';

export interface Distribution {
  readonly kind: VariantKind;
  readonly label: string;
  readonly latencyMs: Percentiles;
  /** Share of the highest bin of this variant, per bin of the common axis: 0 to 1. */
  readonly heights: readonly number[];
  /** Runs slower than the axis reaches. */
  readonly beyondCount: number;
}

export interface Distributions {
  readonly domainMs: readonly [number, number];
  readonly rows: readonly Distribution[];
}

/** All measured variants on one axis, from the fastest run to a little past the slowest p99: rare outliers are counted, not drawn. */
export function toDistributions(report: CompareReport, binCount: number): Distributions | undefined {
  const measured = report.variants.flatMap(({ kind, label, outcome }) =>
    outcome.status === 'measured' && outcome.figures.durationsMs.length > 0
      ? [{ kind, label, latencyMs: outcome.figures.latencyMs, durationsMs: outcome.figures.durationsMs }]
      : [],
  );
  if (measured.length === 0) return undefined;
  const fastest = Math.min(...measured.map(({ durationsMs }) => durationsMs.reduce((a, b) => Math.min(a, b))));
  const slowest = Math.max(...measured.map(({ latencyMs }) => latencyMs.p99));
  const margin = Math.max((slowest - fastest) * 0.06, slowest * 0.01);
  const domainMs = [Math.max(0, fastest - margin), slowest + margin] as const;
  return {
    domainMs,
    rows: measured.map(({ durationsMs, ...row }) => {
      const counts = countBins(durationsMs, domainMs, binCount);
      const highest = Math.max(1, ...counts);
      return {
        ...row,
        heights: counts.map((count) => count / highest),
        beyondCount: durationsMs.filter((duration) => duration > domainMs[1]).length,
      };
    }),
  };
}

/** How many values fall into each of `binCount` equal bins; the last bin includes the upper end. */
export function countBins(
  values: readonly number[],
  [low, high]: readonly [number, number],
  binCount: number,
): number[] {
  const counts = new Array<number>(binCount).fill(0);
  for (const value of values) {
    if (value < low || value > high) continue;
    const bin = Math.min(binCount - 1, Math.floor(((value - low) / (high - low)) * binCount));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

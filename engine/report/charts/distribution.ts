import type { CompareReport, Percentiles, VariantKind } from '../report.ts';

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
  /** Logarithmic where the slowest of a hundred runs takes several times the fastest: else the body is a single bin. */
  readonly scale: Scale;
  readonly rows: readonly Distribution[];
}

export type Scale = 'linear' | 'logarithmic';

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
  const scale = fastest > 0 && slowest > 8 * fastest ? 'logarithmic' : 'linear';
  const domainMs = scale === 'linear' ? padLinear(fastest, slowest) : ([fastest / 1.06, slowest * 1.06] as const);
  return {
    domainMs,
    scale,
    rows: measured.map(({ durationsMs, ...row }) => {
      const counts = countBins(durationsMs, domainMs, binCount, scale);
      const highest = Math.max(1, ...counts);
      return {
        ...row,
        heights: counts.map((count) => count / highest),
        beyondCount: durationsMs.filter((duration) => duration > domainMs[1]).length,
      };
    }),
  };
}

/** 1, 2 and 5 times every power of ten in a range. */
export function toLogTicks([low, high]: readonly [number, number]): readonly number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += 1) {
    for (const step of [1, 2, 5]) ticks.push(Number((step * 10 ** power).toPrecision(1)));
  }
  return ticks.filter((tick) => tick >= low && tick <= high);
}

function padLinear(low: number, high: number): readonly [number, number] {
  const margin = Math.max((high - low) * 0.06, high * 0.01);
  return [Math.max(0, low - margin), high + margin];
}

/** How many values fall into each of `binCount` bins of equal width on the scale; the last includes the upper end. */
export function countBins(
  values: readonly number[],
  [low, high]: readonly [number, number],
  binCount: number,
  scale: Scale,
): number[] {
  const at = scale === 'linear' ? (value: number) => value : Math.log;
  const counts = new Array<number>(binCount).fill(0);
  for (const value of values) {
    if (value < low || value > high) continue;
    const bin = Math.min(binCount - 1, Math.floor(((at(value) - at(low)) / (at(high) - at(low))) * binCount));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

import type { CompareReport, Interval, VariantKind } from '../report.ts';

export interface ScatterPoint {
  readonly kind: VariantKind;
  readonly label: string;
  readonly latencyMs: number;
  /** A fraction. */
  readonly accuracy: number;
  readonly interval?: Interval;
}

export interface Scatter {
  readonly measure: 'top-1' | 'agreement';
  readonly basis: 'labelled' | 'unlabelled' | 'random';
  readonly points: readonly ScatterPoint[];
}

/** Top-1 against latency where every measured variant has it; else agreement with the original. */
export function toScatter(report: CompareReport): Scatter {
  const measured = report.variants.flatMap(({ kind, label, outcome }) => {
    if (outcome.status !== 'measured' || outcome.figures.accuracy === undefined) return [];
    return [{ kind, label, latencyMs: outcome.figures.latencyMs.p50, figures: outcome.figures.accuracy }];
  });
  const hasTop1 = measured.length > 0 && measured.every(({ figures }) => figures.top1 !== undefined);
  return {
    measure: hasTop1 ? 'top-1' : 'agreement',
    basis: measured[0]?.figures.basis ?? 'random',
    points: measured.map(({ figures: { top1, top1Interval, agreement }, ...point }) => ({
      ...point,
      accuracy: hasTop1 ? (top1 ?? 0) : agreement,
      ...(hasTop1 && top1Interval && { interval: top1Interval }),
    })),
  };
}

/** The points that no other beats in both, the fastest first: equal or lower latency with higher accuracy, or the reverse. */
export function findParetoFront<T extends Pick<ScatterPoint, 'latencyMs' | 'accuracy'>>(
  points: readonly T[],
): readonly T[] {
  const front: T[] = [];
  for (const point of [...points].sort((a, b) => a.latencyMs - b.latencyMs || b.accuracy - a.accuracy))
    if (front.every(({ accuracy }) => point.accuracy > accuracy)) front.push(point);
  return front;
}

/** The lowest accuracy that a budget of `maxDrop`, a fraction, leaves below the original; undefined without the original. */
export function toBudgetLine({ points }: Scatter, maxDrop: number): number | undefined {
  const original = points.find(({ kind }) => kind === 'original');
  return original && original.accuracy - maxDrop;
}

/** The fastest point that is at least as accurate as the budget asks. */
export const findFastestWithin = ({ points }: Scatter, budget: number): ScatterPoint | undefined =>
  points
    .filter(({ accuracy }) => accuracy >= budget - Number.EPSILON)
    .reduce<ScatterPoint | undefined>(
      (best, point) => (best === undefined || point.latencyMs < best.latencyMs ? point : best),
      undefined,
    );

/** A range that shows differences between few points: padded by a fifth, never narrower than `least`, inside [0, limit]. */
export function toDomain(values: readonly number[], least: number, limit = Number.POSITIVE_INFINITY): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = Math.max(least, high - low);
  const middle = (low + high) / 2;
  const padded = span * 0.7;
  const top = Math.min(limit, middle + padded);
  return [Math.max(0, top === limit ? Math.min(middle - padded, limit - 2 * padded) : middle - padded), top];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface LabelRequest {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const gap = 10;
const lineHeight = 16;

/**
 * Places one label beside each mark: right, left, above, below, above-right or below-right, taking the first place that
 * leaves the frame, no mark and no earlier label covered; the least covered where none does.
 */
export function placeLabels(requests: readonly LabelRequest[], frame: Box): readonly Box[] {
  const marks = requests.map(({ x, y }) => ({ x: x - 6, y: y - 6, width: 12, height: 12 }));
  const placed: Box[] = [];
  for (const [index, { x, y, width }] of requests.entries()) {
    const size = { width, height: lineHeight };
    const places: readonly Box[] = [
      { x: x + gap, y: y - lineHeight / 2, ...size },
      { x: x - gap - width, y: y - lineHeight / 2, ...size },
      { x: x - width / 2, y: y - gap - lineHeight, ...size },
      { x: x - width / 2, y: y + gap, ...size },
      { x: x + gap / 2, y: y - gap - lineHeight, ...size },
      { x: x + gap / 2, y: y + gap, ...size },
      { x: x - gap / 2 - width, y: y + gap, ...size },
    ];
    const obstacles = [...marks.filter((_, other) => other !== index), ...placed];
    const cost = (place: Box) =>
      obstacles.reduce((sum, obstacle) => sum + overlap(place, obstacle), 0) +
      (width * lineHeight - overlap(place, frame)) * 2;
    placed.push(places.reduce((best, place) => (cost(place) < cost(best) ? place : best)));
  }
  return placed;
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

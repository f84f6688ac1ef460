import { type MachinePeaks, type PeakType, peakTypes, ridgeOf, roofAt } from '../../benchmark/roofline.ts';
import { leadingName, placeKernel, typesInWords } from '../layer-profile.ts';
import type { CompareReport, VariantKind } from '../report.ts';
import { kernelsOf } from './layer-rows.ts';

/** One kernel under the roof. */
export interface RoofPoint {
  readonly kind: VariantKind;
  readonly title: string;
  readonly name: string;
  readonly origins: readonly number[];
  /** Operations per byte of inputs, weights and outputs. */
  readonly intensity: number;
  readonly gflops: number;
  readonly durationMs: number;
  /** Of the time of all that its variant takes in kernels. */
  readonly timeShare: number;
  readonly roofShare: number;
}

/** A roof: the slope of memory up to the ridge, then what arithmetic in one format allows. */
export interface Roof {
  readonly type: PeakType;
  readonly gflops: number;
  /** From left to right, in operations per byte and 10^9 operations per second. */
  readonly corners: readonly { readonly intensity: number; readonly gflops: number }[];
}

export interface RooflineChart {
  readonly points: readonly RoofPoint[];
  readonly roofs: readonly Roof[];
  readonly gigabytesPerSecond: number;
  /** Logarithmic axes; whole powers of ten. */
  readonly intensityDomain: readonly [number, number];
  readonly gflopsDomain: readonly [number, number];
  /** Kernels without multiplications, which have no place on such axes, and their share of the time. */
  readonly unplacedShare: ReadonlyMap<VariantKind, number>;
}

/** Layers of variants under the roofs of the machine that they were measured on; undefined where its peaks are not known. */
export function toRoofline(report: CompareReport, kinds: readonly VariantKind[]): RooflineChart | undefined {
  const { peaks } = report;
  if (!peaks?.memory) return undefined;
  const points = kinds.flatMap((kind) => toPoints(report, kind, peaks));
  if (points.length === 0) return undefined;
  const formats = new Set(kinds.flatMap((kind) => kernelsOf(report, kind).map(({ computeType }) => computeType)));
  const used = peakTypes.filter((type) => type === 'float32' || formats.has(type));
  const found = used.flatMap((type) => {
    const peak = peaks.arithmetic[type];
    return peak ? [{ type, peak }] : [];
  });
  const { memory } = peaks;
  const ridges = found.map(({ peak }) => ridgeOf(peak, memory));
  const intensityDomain = decadesOf([...points.map(({ intensity }) => intensity), ...ridges]);
  const [left, right] = intensityDomain;
  const roofs = found.map(({ type, peak }): Roof => {
    const corners = [left, ridgeOf(peak, memory), right].map((intensity) => ({
      intensity,
      gflops: roofAt(intensity, peak, memory),
    }));
    return { type, gflops: peak.gflops, corners };
  });
  return {
    points,
    roofs,
    gigabytesPerSecond: memory.gigabytesPerSecond,
    intensityDomain,
    gflopsDomain: decadesOf([...points.map(({ gflops }) => gflops), ...roofs.map(({ gflops }) => gflops)]),
    unplacedShare: new Map(kinds.map((kind) => [kind, 1 - sum(points.filter((point) => point.kind === kind))])),
  };
}

const sum = (points: readonly RoofPoint[]): number => points.reduce((total, { timeShare }) => total + timeShare, 0);

function toPoints(report: CompareReport, kind: VariantKind, peaks: MachinePeaks): readonly RoofPoint[] {
  const kernels = kernelsOf(report, kind);
  const totalMs = kernels.reduce((total, { durationMs }) => total + durationMs, 0);
  return kernels.flatMap((kernel) => {
    const place = placeKernel(kernel, peaks);
    if (!place || !(place.gflops > 0)) return [];
    const { intensity, gflops, share } = place;
    const { nodes, origins, durationMs } = kernel;
    return [
      {
        kind,
        title: typesInWords(nodes),
        name: leadingName(nodes),
        origins,
        intensity,
        gflops,
        durationMs,
        timeShare: durationMs / totalMs,
        roofShare: share,
      },
    ];
  });
}

/** The whole powers of ten around positive values. */
function decadesOf(values: readonly number[]): readonly [number, number] {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.ceil(Math.log10(Math.max(...values)));
  return [10 ** low, 10 ** Math.max(high, low + 1)];
}

/** Whole powers of ten from one to the other, both included. */
export function decadeTicks([low, high]: readonly [number, number]): readonly number[] {
  const first = Math.round(Math.log10(low));
  const last = Math.round(Math.log10(high));
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}

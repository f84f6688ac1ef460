import { decadeTicks, type Roof, type RooflineChart, type RoofPoint } from '../charts/roofline.ts';
import { formatSignificant } from '../format.ts';
import { variantColors, variantShapes } from '../palette.ts';
import { bottomAxis, linear, type Scale } from './axis.ts';
import { type Markup, markup } from './markup.ts';

const width = 640;
const height = 340;
const margin = { left: 56, right: 16, top: 16, bottom: 44 };

/** Of marks, against their shape's own size of about 10 pixels. */
const smallest = 0.55;
const largest = 1.7;

interface Scales {
  readonly x: Scale;
  readonly y: Scale;
}

/** Layers by operations per byte and operations per second, under what the machine allows. */
export function rooflinePlot(chart: RooflineChart): Markup {
  const { points, roofs, gigabytesPerSecond, intensityDomain, gflopsDomain } = chart;
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const x = logarithmic(intensityDomain, [margin.left, right]);
  const y = logarithmic(gflopsDomain, [bottom, margin.top]);
  return markup`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${points.length} layers under the roofs of this machine">
  ${decadeTicks(gflopsDomain).map(
    (tick) => markup`<line class="grid" x1="${margin.left}" x2="${right}" y1="${y(tick)}" y2="${y(tick)}"/>
  <text class="tick" x="${margin.left - 6}" y="${y(tick) + 4}" text-anchor="end">${String(tick)}</text>`,
  )}
  ${roofs.map((roof) => roofLine(roof, { x, y }))}
  <text class="tick" x="${margin.left + 6}" y="${margin.top + 8}">slope: memory, ${formatSignificant(gigabytesPerSecond)} GB/s; upwards: GFLOP/s</text>
  ${points.map((point) => mark(point, { x, y }))}
  ${bottomAxis({ ticks: decadeTicks(intensityDomain), x, left: margin.left, right, top: bottom, label: 'Operations per byte (FLOP/byte), both axes logarithmic' })}
</svg>`;
}

function logarithmic([low, high]: readonly [number, number], range: readonly [number, number]): Scale {
  const place = linear([Math.log(low), Math.log(high)], range);
  return (value) => place(Math.log(Math.max(low, value)));
}

function roofLine({ type, gflops, corners }: Roof, { x, y }: Scales): Markup {
  const path = corners.map((corner) => `${x(corner.intensity).toFixed(1)} ${y(corner.gflops).toFixed(1)}`).join(' L ');
  const last = corners.at(-1);
  return markup`<path class="roof" d="M ${path}"/>
  ${last && markup`<text class="tick" x="${x(last.intensity) - 2}" y="${y(last.gflops) - 5}" text-anchor="end">${type}, ${formatSignificant(gflops)} GFLOP/s</text>`}`;
}

function mark({ kind, intensity, gflops, timeShare }: RoofPoint, { x, y }: Scales): Markup {
  const size = smallest + (largest - smallest) * Math.sqrt(timeShare);
  return markup`<path d="${variantShapes[kind]}" transform="translate(${x(intensity)} ${y(gflops)}) scale(${size})" fill="${variantColors[kind]}" fill-opacity="0.45" stroke="${variantColors[kind]}"/>`;
}

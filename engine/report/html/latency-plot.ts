import { type Distribution, type Distributions, toLogTicks } from '../charts/distribution.ts';
import { formatInteger, formatMs } from '../format.ts';
import { variantColors } from '../palette.ts';
import { bottomAxis, linear, type Scale, toTicks } from './axis.ts';
import { type Markup, markup } from './markup.ts';

const width = 640;
const rowHeight = 56;
const margin = { left: 12, right: 16, top: 6, bottom: 44 };

/** Every timed run of every variant on one axis. */
export function latencyPlot({ domainMs, scale, rows }: Distributions): Markup {
  const right = width - margin.right;
  const bottom = margin.top + rows.length * rowHeight;
  const place = linear(scale === 'linear' ? domainMs : [Math.log(domainMs[0]), Math.log(domainMs[1])], [
    margin.left,
    right,
  ]);
  const x: Scale = scale === 'linear' ? place : (value) => place(Math.log(value));
  return markup`<svg viewBox="0 0 ${width} ${bottom + margin.bottom}" role="img" aria-label="${rows.map(toWords).join('; ')}">
  ${rows.map((row, index) => strip(row, margin.top + index * rowHeight, x))}
  ${bottomAxis({
    ticks: scale === 'linear' ? toTicks(domainMs, 6) : toLogTicks(domainMs),
    x,
    left: margin.left,
    right,
    top: bottom,
    label: scale === 'linear' ? 'Latency of one run, ms' : 'Latency of one run, ms (logarithmic)',
  })}
</svg>`;
}

const toWords = (row: Distribution) => `${row.label}: ${toPercentiles(row)}`;

function toPercentiles({ latencyMs: { p50, p99 }, beyondCount }: Distribution): string {
  const beyond = beyondCount === 0 ? '' : `, ${formatInteger(beyondCount)} slower runs beyond the axis`;
  return `p50 ${formatMs(p50)}, p99 ${formatMs(p99)}${beyond}`;
}

function strip(row: Distribution, top: number, x: Scale): Markup {
  const base = top + rowHeight - 6;
  const tallest = rowHeight - 26;
  const binWidth = (width - margin.left - margin.right) / row.heights.length;
  const outline = row.heights.map(
    (share, bin) =>
      `H ${(margin.left + bin * binWidth).toFixed(1)} V ${(base - share * tallest).toFixed(1)} H ${(margin.left + (bin + 1) * binWidth).toFixed(1)}`,
  );
  const { p50, p99 } = row.latencyMs;
  return markup`<g>
  <path d="M ${margin.left} ${base} ${outline.join(' ')} V ${base} Z" fill="${variantColors[row.kind]}" fill-opacity="0.7"/>
  <line class="median" x1="${x(p50)}" x2="${x(p50)}" y1="${base - tallest}" y2="${base}"/>
  <line class="median" stroke-dasharray="3 2" x1="${x(p99)}" x2="${x(p99)}" y1="${base - tallest}" y2="${base}"/>
  <text class="name" x="${margin.left}" y="${top + 12}">${row.label} <tspan class="tick">${toPercentiles(row)}</tspan></text>
</g>`;
}

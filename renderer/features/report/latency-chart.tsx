import { scaleLinear, scaleLog } from '@visx/scale';
import {
  type Distribution,
  type Distributions,
  toDistributions,
  toLogTicks,
} from '../../../engine/report/charts/distribution.ts';
import type { CompareReport } from '../../../engine/report/report.ts';
import { formatInteger, formatMs } from '../../text/format.ts';
import { BottomAxis } from './chart-axes.tsx';
import { ChartFrame } from './chart-frame.tsx';

const margin = { left: 12, right: 16, top: 6, bottom: 44 };
const binCount = 96;
const areaHeight = 280;

/** Every timed run of every variant on one axis. */
export function LatencyChart({ report }: { readonly report: CompareReport }) {
  const distributions = toDistributions(report, binCount);
  return (
    <ChartFrame
      title="Latency of single runs"
      about="Each strip is one variant; its height is scaled to its own peak. Solid line p50, dashed line p99."
      conditions={report.conditions}
    >
      {(width) =>
        distributions === undefined ? (
          <p className="py-8 text-center text-ink-2">No variant was measured.</p>
        ) : (
          <Strips distributions={distributions} width={width} />
        )
      }
    </ChartFrame>
  );
}

function Strips({
  distributions: { domainMs, scale, rows },
  width,
}: {
  readonly distributions: Distributions;
  readonly width: number;
}) {
  const config = { domain: [...domainMs], range: [margin.left, width - margin.right] };
  const x = scale === 'linear' ? scaleLinear(config) : scaleLog(config);
  const tick = x.tickFormat(6);
  const bottom = areaHeight - margin.bottom;
  const rowHeight = (bottom - margin.top) / rows.length;
  return (
    <svg width={width} height={areaHeight} role="img" aria-label={rows.map(toWords).join('; ')}>
      {rows.map((row, index) => (
        <Strip key={row.kind} row={row} top={margin.top + index * rowHeight} height={rowHeight} x={x} width={width} />
      ))}
      <BottomAxis
        top={bottom}
        scale={x}
        {...(scale === 'logarithmic' && { tickValues: [...toLogTicks(domainMs)] })}
        tickFormat={(value) => (scale === 'linear' ? tick(Number(value)) : String(value))}
        label={scale === 'linear' ? 'Latency of one run, ms' : 'Latency of one run, ms (logarithmic)'}
      />
    </svg>
  );
}

interface StripProps {
  readonly row: Distribution;
  readonly top: number;
  readonly height: number;
  readonly width: number;
  readonly x: (ms: number) => number;
}

const toWords = (row: Distribution) => `${row.label}: ${toPercentileWords(row)}`;

function toPercentileWords({ latencyMs: { p50, p99 }, beyondCount }: Distribution): string {
  const beyond = beyondCount === 0 ? '' : `, ${formatInteger(beyondCount)} runs off the axis`;
  return `p50 ${formatMs(p50)}, p99 ${formatMs(p99)}${beyond}`;
}

const captionHeight = 16;

function Strip({ row, top, height, width, x }: StripProps) {
  const { p50, p99 } = row.latencyMs;
  const base = top + height - 6;
  const tallest = Math.max(8, height - captionHeight - 8);
  const binWidth = (width - margin.left - margin.right) / row.heights.length;
  const color = `var(--variant-${row.kind})`;
  const outline = row.heights
    .map(
      (share, bin) =>
        `H ${margin.left + bin * binWidth} V ${base - share * tallest} H ${margin.left + (bin + 1) * binWidth}`,
    )
    .join(' ');
  return (
    <g>
      <title>{toWords(row)}</title>
      <line x1={margin.left} x2={width - margin.right} y1={base} y2={base} stroke="var(--line)" />
      <path d={`M ${margin.left} ${base} ${outline} V ${base} Z`} fill={color} fillOpacity={0.7} />
      <line x1={x(p50)} x2={x(p50)} y1={base - tallest} y2={base} stroke="var(--ink)" strokeWidth={1.5} />
      <line
        x1={x(p99)}
        x2={x(p99)}
        y1={base - tallest}
        y2={base}
        stroke="var(--ink)"
        strokeWidth={1.5}
        strokeDasharray="3 2"
      />
      <text x={margin.left} y={top + 12} fontSize={12} fontWeight={500} fill="var(--ink)">
        {row.label}
      </text>
      <text x={width - margin.right} y={top + 12} fontSize={11} textAnchor="end" fill="var(--ink-2)">
        {toPercentileWords(row)}
      </text>
    </g>
  );
}

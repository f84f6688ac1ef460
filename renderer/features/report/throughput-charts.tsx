import { scaleLinear } from '@visx/scale';
import { type HeatCell, toHeatMap, toThroughputCurves } from '../../../engine/report/charts/grid.ts';
import type { GridReport } from '../../../engine/report/grid-report.ts';
import { formatMs, formatSignificant } from '../../text/format.ts';
import { BottomAxis, LeftAxis } from './chart-axes.tsx';

/** Throughput over batch sizes and streams as a table whose cells are the darker the faster they are; numbers say the same. */
export function HeatMapTable({ report }: { readonly report: GridReport }) {
  const { streams, rows, batches } = toHeatMap(report);
  return (
    <div className="overflow-x-auto">
      <table className="border-separate border-spacing-0.5 text-right text-sm tabular-nums">
        <caption className="pb-1 text-left text-ink-2">
          Samples per second, below it p99 of single runs. The outlined cell is the best
          {report.budget === undefined ? '' : ` with ${report.budget.percentile} under ${formatMs(report.budget.ms)}`}.
        </caption>
        <thead>
          <tr>
            <th scope="col" className="px-2 py-1 text-left font-normal text-ink-2">
              batch \ streams
            </th>
            {streams.map((count) => (
              <th key={count} scope="col" className="px-2 py-1">
                {count}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={batches[index]}>
              <th scope="row" className="px-2 py-1 text-left">
                {batches[index]}
              </th>
              {row.map((cell) => (
                <Cell key={cell.streams} cell={cell} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell: { cell, share, isBest } }: { readonly cell: HeatCell }) {
  if (cell === undefined) return <td className="px-2 py-1 text-ink-3">…</td>;
  const { outcome } = cell;
  if (outcome.status === 'failed') {
    return (
      <td className="px-2 py-1 text-left text-ink-2" title={outcome.message}>
        failed
      </td>
    );
  }
  // Up to a third of the accent: ink stays readable on it in both themes.
  const tint = `color-mix(in srgb, var(--accent) ${Math.round((share ?? 0) * 34)}%, var(--surface-2))`;
  return (
    <td
      className={`rounded-sm px-2 py-1 ${isBest ? 'outline-2 -outline-offset-2 outline-accent' : ''}`}
      style={{ background: tint }}
    >
      <span className={isBest ? 'font-semibold' : ''}>{formatSignificant(outcome.throughput)}</span>
      <span className="block text-xs">{formatMs(outcome.latencyMs.p99)}</span>
    </td>
  );
}

const height = 260;
const margin = { left: 64, right: 16, top: 12, bottom: 44 };
/** Lines differ in their dashes and in the numbers at their ends, not in colour. */
const dashes = ['', '6 3', '2 3', '8 3 2 3', '1 2', '10 4'];

/** What more throughput costs in latency: along each line the batch grows. */
export function ThroughputCurve({ report, width }: { readonly report: GridReport; readonly width: number }) {
  const curves = toThroughputCurves(report);
  const points = curves.flatMap((curve) => curve.points);
  if (points.length === 0) return null;
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const x = scaleLinear({
    domain: [0, Math.max(...points.map(({ p99Ms }) => p99Ms))],
    range: [margin.left, right],
    nice: true,
  });
  const y = scaleLinear({
    domain: [0, Math.max(...points.map(({ throughput }) => throughput))],
    range: [bottom, margin.top],
    nice: true,
  });
  const words = points.map(
    ({ batch, streams, throughput, p99Ms }) =>
      `batch ${batch}, ${streams} streams: ${formatSignificant(throughput)} samples per second, p99 ${formatMs(p99Ms)}`,
  );
  return (
    <svg width={width} height={height} role="img" aria-label={words.join('; ')}>
      {report.budget !== undefined && x(report.budget.ms) <= right && (
        <line
          x1={x(report.budget.ms)}
          x2={x(report.budget.ms)}
          y1={margin.top}
          y2={bottom}
          stroke="var(--warn)"
          strokeDasharray="7 4"
        />
      )}
      {curves.map(({ streams, points: line }, index) => (
        <g key={streams}>
          <polyline
            points={line.map(({ p99Ms, throughput }) => `${x(p99Ms)},${y(throughput)}`).join(' ')}
            fill="none"
            stroke="var(--accent)"
            strokeWidth={1.5}
            strokeDasharray={dashes[index % dashes.length]}
          />
          {line.map(({ batch, p99Ms, throughput }, at) => (
            <g key={batch} transform={`translate(${x(p99Ms)} ${y(throughput)})`}>
              <title>{`batch ${batch}, ${streams} streams`}</title>
              <circle r={3.5} fill="var(--accent)" />
              {at === line.length - 1 && (
                <text x={-6} y={-7} fontSize={11} fill="var(--ink)" textAnchor="end">
                  {streams === 1 ? '1 stream' : `${streams} streams`}
                </text>
              )}
            </g>
          ))}
        </g>
      ))}
      <BottomAxis top={bottom} scale={x} label="p99 of single runs, ms" />
      <LeftAxis left={margin.left} scale={y} label="Samples per second" labelOffset={44} />
    </svg>
  );
}

import { scaleLinear } from '@visx/scale';
import { type SpeedBar, toSpeedBars } from '../../../engine/report/charts/speed-bars.ts';
import type { TuneReport } from '../../../engine/report/tune-report.ts';
import { BottomAxis } from '../report/chart-axes.tsx';
import { ChartFrame } from '../report/chart-frame.tsx';

const rowHeight = 22;
const margin = { left: 260, right: 56, top: 6, bottom: 44 };

/** Speed-ups of what was measured, the fastest first, with their 95 % intervals; filled: keeps to the accuracy budget. */
export function SpeedChart({ report }: { readonly report: TuneReport }) {
  const bars = toSpeedBars(report);
  if (bars.length < 2) return null;
  return (
    <ChartFrame
      title="Speed-up over the input plan"
      about="Median of the interleaved ratios; lines: 95 % confidence. Hollow bars exceed the accuracy budget or were not judged."
      conditions={report.conditions}
    >
      {(width) => <Bars bars={bars} width={width} />}
    </ChartFrame>
  );
}

function Bars({ bars, width }: { readonly bars: readonly SpeedBar[]; readonly width: number }) {
  const left = Math.min(margin.left, width * 0.4);
  const bottom = margin.top + bars.length * rowHeight;
  const most = Math.max(...bars.map(({ speedup, interval }) => Math.max(speedup, interval?.high ?? 0)));
  const x = scaleLinear({ domain: [0, most], range: [left, width - margin.right], nice: true });
  const words = bars.map(({ id, name, speedup }) => `${id}: ${name}, ${speedup.toFixed(2)} times`).join('; ');
  return (
    <svg width={width} height={bottom + margin.bottom} role="img" aria-label={words}>
      <line x1={x(1)} x2={x(1)} y1={0} y2={bottom} stroke="var(--line-strong)" strokeDasharray="3 3" />
      {bars.map(({ id, name, speedup, interval, isBest, isWithin }, index) => {
        const y = margin.top + index * rowHeight;
        const middle = y + rowHeight / 2;
        return (
          <g key={id}>
            <title>{`${id}: ${name}, ${speedup.toFixed(2)}×`}</title>
            <text
              x={left - 8}
              y={middle + 4}
              fontSize={12}
              fontWeight={isBest ? 600 : 400}
              fill="var(--ink)"
              textAnchor="end"
            >
              {shortened(name, `${id}: `, left)}
            </text>
            <rect
              x={x(0)}
              y={y + 4}
              width={Math.max(0, x(speedup) - x(0))}
              height={rowHeight - 8}
              rx={2}
              fill={isWithin ? (isBest ? 'var(--accent)' : 'var(--ink-3)') : 'none'}
              fillOpacity={isBest ? 0.9 : 0.45}
              stroke={isWithin ? 'none' : 'var(--ink-3)'}
            />
            {interval && (
              <line
                x1={x(interval.low)}
                x2={x(interval.high)}
                y1={middle}
                y2={middle}
                stroke="var(--ink)"
                strokeWidth={1.5}
              />
            )}
            <text x={x(Math.max(speedup, interval?.high ?? 0)) + 6} y={middle + 4} fontSize={11} fill="var(--ink-2)">
              {speedup.toFixed(2)}×
            </text>
          </g>
        );
      })}
      <BottomAxis top={bottom} scale={x} label="Times as fast as the input plan" labelOffset={12} />
    </svg>
  );
}

/** Names that would run out of the chart keep their number and their end, which tell them apart. */
function shortened(name: string, number: string, width: number): string {
  const fitting = Math.floor((width - 12) / 6.3) - number.length;
  return number + (name.length <= fitting ? name : `…${name.slice(name.length - fitting + 1)}`);
}

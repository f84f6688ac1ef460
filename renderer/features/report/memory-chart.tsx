import { scaleLinear } from '@visx/scale';
import { type MemoryBar, toMemoryBars } from '../../../engine/report/charts/memory.ts';
import type { CompareReport } from '../../../engine/report/report.ts';
import { formatBytes } from '../../text/format.ts';
import { BottomAxis } from './chart-axes.tsx';
import { ChartFrame } from './chart-frame.tsx';

const margin = { left: 12, right: 16, top: 6, bottom: 44 };
const captionHeight = 17;
const barHeight = 11;
const barGap = 3;

/** Peak memory of every variant and the size of its file, on one axis. */
export function MemoryChart({ report }: { readonly report: CompareReport }) {
  const bars = toMemoryBars(report);
  return (
    <ChartFrame
      title="Memory"
      about="Peak of the process that ran it: hatched what it takes without a model, solid what the model adds. Outlined: the file."
      conditions={report.conditions}
    >
      {(width) =>
        bars.length === 0 ? (
          <p className="py-8 text-center text-ink-2">No variant was measured.</p>
        ) : (
          <Bars bars={bars} width={width} />
        )
      }
    </ChartFrame>
  );
}

const linesOf = ({ deviceBytes }: MemoryBar) => (deviceBytes === undefined ? 2 : 3);
const heightOf = (bar: MemoryBar) => captionHeight + linesOf(bar) * (barHeight + barGap) + 6;

const toWords = ({ label, processBytes, modelBytes, deviceBytes, fileBytes }: MemoryBar) =>
  [
    `${label}: ${formatBytes(processBytes + modelBytes)} at the peak, ${formatBytes(modelBytes)} of it for the model`,
    ...(deviceBytes === undefined ? [] : [`${formatBytes(deviceBytes)} on the device`]),
    `file ${formatBytes(fileBytes)}`,
  ].join(', ');

function Bars({ bars, width }: { readonly bars: readonly MemoryBar[]; readonly width: number }) {
  const tops = bars.map((_, index) => margin.top + bars.slice(0, index).reduce((sum, bar) => sum + heightOf(bar), 0));
  const bottom = margin.top + bars.reduce((sum, bar) => sum + heightOf(bar), 0);
  const largest = Math.max(
    ...bars.map(({ processBytes, modelBytes, deviceBytes, fileBytes }) =>
      Math.max(processBytes + modelBytes, deviceBytes ?? 0, fileBytes),
    ),
  );
  const x = scaleLinear({ domain: [0, largest / 1e6], range: [margin.left, width - margin.right], nice: true });
  const tick = x.tickFormat(6);
  return (
    <svg width={width} height={bottom + margin.bottom} role="img" aria-label={bars.map(toWords).join('; ')}>
      <defs>
        {bars.map(({ kind }) => (
          <pattern key={kind} id={`hatch-${kind}`} width={5} height={5} patternUnits="userSpaceOnUse">
            <path d="M 0 5 L 5 0" stroke={`var(--variant-${kind})`} strokeWidth={1.3} />
          </pattern>
        ))}
      </defs>
      {bars.map((bar, index) => (
        <Bar key={bar.kind} bar={bar} top={tops[index] ?? 0} x={(bytes) => x(bytes / 1e6)} />
      ))}
      <BottomAxis top={bottom} scale={x} tickFormat={(value) => tick(Number(value))} label="MB" />
    </svg>
  );
}

interface BarProps {
  readonly bar: MemoryBar;
  readonly top: number;
  readonly x: (bytes: number) => number;
}

function Bar({ bar, top, x }: BarProps) {
  const { kind, label, processBytes, modelBytes, deviceBytes, fileBytes } = bar;
  const color = `var(--variant-${kind})`;
  const start = x(0);
  const lineTop = (line: number) => top + captionHeight + line * (barHeight + barGap);
  const peak = processBytes + modelBytes;
  return (
    <g>
      <title>{toWords(bar)}</title>
      <text x={margin.left} y={top + 12} fontSize={12} fill="var(--ink)">
        <tspan fontWeight={500}>{label}</tspan>
        <tspan fill="var(--ink-2)" dx={8} fontSize={11}>
          {formatBytes(peak)}, file {formatBytes(fileBytes)}
        </tspan>
      </text>
      <rect x={start} y={lineTop(0)} width={x(processBytes) - start} height={barHeight} fill={`url(#hatch-${kind})`} />
      <rect x={x(processBytes)} y={lineTop(0)} width={x(peak) - x(processBytes)} height={barHeight} fill={color} />
      {deviceBytes !== undefined && (
        <rect
          x={start}
          y={lineTop(1)}
          width={x(deviceBytes) - start}
          height={barHeight}
          fill={color}
          fillOpacity={0.6}
        />
      )}
      <rect
        x={start}
        y={lineTop(linesOf(bar) - 1)}
        width={Math.max(1, x(fileBytes) - start)}
        height={barHeight}
        fill="none"
        stroke={color}
      />
    </g>
  );
}

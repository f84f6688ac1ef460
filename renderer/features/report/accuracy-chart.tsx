import { scaleLinear } from '@visx/scale';
import {
  findFastestWithin,
  findParetoFront,
  placeLabels,
  type Scatter,
  toBudgetLine,
  toDomain,
  toScatter,
} from '../../../engine/report/charts/scatter.ts';
import type { CompareReport } from '../../../engine/report/report.ts';
import { Select } from '../../components/select.tsx';
import { VariantShape } from '../../components/variant-mark.tsx';
import { useDashboard } from '../../stores/use-stores.tsx';
import { formatHundredths, formatMs, formatPercent } from '../../text/format.ts';
import { basisLabels } from '../../text/labels.ts';
import { BottomAxis, LeftAxis } from './chart-axes.tsx';
import { ChartFrame } from './chart-frame.tsx';

const height = 280;
const margin = { left: 74, right: 16, top: 12, bottom: 44 };

/** Accuracy against latency: the upper left is where everyone wants to be. */
export function AccuracyChart({ report }: { readonly report: CompareReport }) {
  const maxDrop = useDashboard((state) => state.maxDrop);
  const scatter = toScatter(report);
  const budget = toBudgetLine(scatter, maxDrop);
  const bars = scatter.points.some(({ interval }) => interval !== undefined) ? ', bars: 95 % confidence' : '';
  const about =
    scatter.measure === 'top-1'
      ? `Top-1 on labelled data against median latency${bars}. Upper left is better; the line joins what nothing else beats in both.`
      : `Agreement with the original, not accuracy: ${basisLabels[scatter.basis]}. Upper left is better.`;
  return (
    <ChartFrame title="Accuracy against latency" about={about} conditions={report.conditions}>
      {(width) =>
        scatter.points.length === 0 ? (
          <p className="py-8 text-center text-ink-2">No variant was measured for accuracy.</p>
        ) : (
          <>
            <Plot scatter={scatter} budget={budget} width={width} />
            {budget !== undefined && <Budget scatter={scatter} budget={budget} />}
          </>
        )
      }
    </ChartFrame>
  );
}

const drops = [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1];

/** How much may be lost, and which variant is the fastest that stays inside. */
function Budget({ scatter, budget }: { readonly scatter: Scatter; readonly budget: number }) {
  const maxDrop = useDashboard((state) => state.maxDrop);
  const setMaxDrop = useDashboard((state) => state.setMaxDrop);
  const fastest = findFastestWithin(scatter, budget);
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
      <span className="text-ink-2">Budget</span>
      <Select
        label="Accuracy that may be lost against the original"
        value={String(maxDrop)}
        options={drops.map((drop) => ({
          value: String(drop),
          label: drop === 0 ? 'no loss' : `${formatHundredths(drop, 1)} points`,
        }))}
        onChange={(chosen) => setMaxDrop(Number(chosen))}
        className="w-28"
      />
      <span>
        {fastest === undefined
          ? 'Nothing stays inside it.'
          : `The fastest inside it: ${fastest.label}, ${formatMs(fastest.latencyMs)}.`}
      </span>
    </p>
  );
}

interface PlotProps {
  readonly scatter: Scatter;
  readonly budget: number | undefined;
  readonly width: number;
}

function Plot({ scatter: { measure, points }, budget, width }: PlotProps) {
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const x = scaleLinear({
    domain: [0, Math.max(...points.map(({ latencyMs }) => latencyMs)) * 1.15],
    range: [margin.left, right],
    nice: true,
  });
  const xTick = x.tickFormat(6);
  const y = scaleLinear({
    domain: toDomain(
      [
        ...points.flatMap(({ accuracy, interval }) => [
          accuracy,
          interval?.low ?? accuracy,
          interval?.high ?? accuracy,
        ]),
        ...(budget === undefined ? [] : [budget]),
      ],
      0.004,
      1,
    ),
    range: [bottom, margin.top],
  });
  const digits = Math.min(3, Math.max(0, -Math.floor(Math.log10(((y.domain()[1] ?? 1) - (y.domain()[0] ?? 0)) * 25))));
  const marks = points.map((point) => ({
    ...point,
    x: x(point.latencyMs),
    y: y(point.accuracy),
    width: point.label.length * 6.6 + 4,
    words: `${point.label}: ${formatMs(point.latencyMs)}, ${measure} ${formatPercent(point.accuracy, 2)}`,
  }));
  const labels = placeLabels(marks, {
    x: margin.left,
    y: margin.top,
    width: right - margin.left,
    height: bottom - margin.top,
  });
  const original = marks.find(({ kind }) => kind === 'original');
  return (
    <svg width={width} height={height} role="img" aria-label={marks.map(({ words }) => words).join('; ')}>
      <g stroke="var(--line)">
        {y.ticks(5).map((tick) => (
          <line key={tick} x1={margin.left} x2={right} y1={y(tick)} y2={y(tick)} />
        ))}
      </g>
      {original !== undefined && (
        <g stroke="var(--line-strong)" strokeDasharray="3 3">
          <line x1={original.x} x2={original.x} y1={margin.top} y2={bottom} />
          <line x1={margin.left} x2={right} y1={original.y} y2={original.y} />
        </g>
      )}
      {budget !== undefined && y(budget) <= bottom && (
        <g>
          <line x1={margin.left} x2={right} y1={y(budget)} y2={y(budget)} stroke="var(--warn)" strokeDasharray="7 4" />
          <text x={right - 4} y={y(budget) - 4} fontSize={11} fill="var(--warn)" textAnchor="end">
            budget
          </text>
        </g>
      )}
      <polyline
        points={findParetoFront(marks)
          .map((mark) => `${mark.x},${mark.y}`)
          .join(' ')}
        fill="none"
        stroke="var(--accent)"
        strokeOpacity={0.7}
        strokeWidth={1.5}
      />
      <BottomAxis top={bottom} scale={x} tickFormat={(value) => xTick(Number(value))} label="Median latency, ms" />
      <LeftAxis
        left={margin.left}
        scale={y}
        tickFormat={(value) => formatPercent(Number(value), digits)}
        label={measure === 'top-1' ? 'Top-1' : 'Agreement with the original'}
        labelOffset={50}
      />
      {marks.map(({ kind, interval, x: left }) =>
        interval === undefined ? null : (
          <line
            key={kind}
            x1={left}
            x2={left}
            y1={y(interval.low)}
            y2={y(interval.high)}
            stroke={`var(--variant-${kind})`}
            strokeOpacity={0.55}
            strokeWidth={2}
          />
        ),
      )}
      {marks.map((mark, index) => {
        const box = labels[index];
        return (
          <g key={mark.kind}>
            <g transform={`translate(${mark.x} ${mark.y})`}>
              <title>{mark.words}</title>
              <VariantShape kind={mark.kind} />
            </g>
            {box !== undefined && (
              <text
                x={box.x + 2}
                y={box.y + 12}
                fontSize={12}
                fontWeight={500}
                fill="var(--ink)"
                stroke="var(--surface-2)"
                strokeWidth={3}
                paintOrder="stroke"
              >
                {mark.label}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

import { scaleLog } from '@visx/scale';
import { wereMeasuredInQuiet } from '../../../engine/benchmark/roofline.ts';
import {
  decadeTicks,
  type Roof,
  type RooflineChart as Roofline,
  type RoofPoint,
  toRoofline,
} from '../../../engine/report/charts/roofline.ts';
import { variantShapes } from '../../../engine/report/palette.ts';
import type { CompareReport, VariantKind } from '../../../engine/report/report.ts';
import { useView } from '../../stores/use-stores.tsx';
import { formatHundredths, formatMs, formatSignificant } from '../../text/format.ts';
import { BottomAxis, LeftAxis } from './chart-axes.tsx';
import { ChartFrame } from './chart-frame.tsx';

const height = 340;
const margin = { left: 60, right: 20, top: 16, bottom: 44 };

interface RooflineChartProps {
  readonly report: CompareReport;
  readonly kinds: readonly VariantKind[];
}

/** Layers by operations per byte and operations per second, under what the machine allows. */
export function RooflineChart({ report, kinds }: RooflineChartProps) {
  const chart = toRoofline(report, kinds);
  if (chart === undefined) return null;
  return (
    <ChartFrame title="Roofline" about={aboutOf(chart, report.peaks)} conditions={report.conditions}>
      {(width) => <Drawing chart={chart} width={width} />}
    </ChartFrame>
  );
}

function aboutOf({ unplacedShare }: Roofline, peaks: CompareReport['peaks']): string {
  const unplaced = formatHundredths(Math.max(...unplacedShare.values()), 0);
  const doubt =
    peaks === undefined || wereMeasuredInQuiet(peaks)
      ? ''
      : ' Other programs were at work when the peaks were measured, so that they may be too low.';
  return `Each mark is a layer, the larger the more of the time it takes. Lines are this machine’s own peaks through ONNX Runtime.${doubt} Bytes are the inputs, weights and outputs of a layer, each once; what stays in caches can lie above the slope. Not shown: layers without multiplications, up to ${unplaced} % of the time.`;
}

interface RoofProps {
  readonly roof: Roof;
  readonly scales: Scales;
}

interface Scales {
  readonly x: (intensity: number) => number;
  readonly y: (gflops: number) => number;
}

function Drawing({ chart, width }: { readonly chart: Roofline; readonly width: number }) {
  const { intensityDomain, gflopsDomain, roofs, points, gigabytesPerSecond } = chart;
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const x = scaleLog({ domain: [...intensityDomain], range: [margin.left, right] });
  const y = scaleLog({ domain: [...gflopsDomain], range: [bottom, margin.top], clamp: true });
  const words = roofs.map(({ type, gflops }) => `${type} ${formatSignificant(gflops)} GFLOP/s`).join(', ');
  return (
    <svg
      width={width}
      height={height}
      role="img"
      aria-label={`${points.length} layers under the roofs of ${words} and ${formatSignificant(gigabytesPerSecond)} GB/s of memory`}
    >
      {decadeTicks(gflopsDomain).map((tick) => (
        <line key={tick} x1={margin.left} x2={right} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
      ))}
      {roofs.map((roof) => (
        <RoofLine key={roof.type} roof={roof} scales={{ x, y }} />
      ))}
      <text x={margin.left + 6} y={margin.top + 8} fontSize={11} fill="var(--ink-2)">
        slope: memory, {formatSignificant(gigabytesPerSecond)} GB/s
      </text>
      {points
        .toSorted((a, b) => b.timeShare - a.timeShare)
        .map((point) => (
          <Mark key={`${point.kind} ${point.origins.join()}`} point={point} scales={{ x, y }} />
        ))}
      {roofs.map((roof) => (
        <RoofLabel key={roof.type} roof={roof} scales={{ x, y }} />
      ))}
      <BottomAxis
        top={bottom}
        scale={x}
        tickValues={[...decadeTicks(intensityDomain)]}
        tickFormat={String}
        label="Operations per byte (FLOP/byte, logarithmic)"
      />
      <LeftAxis
        left={margin.left}
        scale={y}
        tickValues={[...decadeTicks(gflopsDomain)]}
        tickFormat={String}
        label="GFLOP/s (logarithmic)"
        labelOffset={36}
      />
    </svg>
  );
}

function RoofLine({ roof, scales: { x, y } }: RoofProps) {
  const path = roof.corners.map((corner) => `${x(corner.intensity)} ${y(corner.gflops)}`).join(' L ');
  return <path d={`M ${path}`} fill="none" stroke="var(--ink-2)" strokeWidth={1.5} />;
}

/** Over the marks, with a rim that keeps it readable there. */
function RoofLabel({ roof: { type, gflops, corners }, scales: { x, y } }: RoofProps) {
  const last = corners.at(-1);
  if (last === undefined) return null;
  return (
    <text
      x={x(last.intensity) - 2}
      y={y(last.gflops) - 7}
      textAnchor="end"
      fontSize={11}
      fill="var(--ink-2)"
      stroke="var(--surface-2)"
      strokeWidth={3}
      paintOrder="stroke"
    >
      {type}, {formatSignificant(gflops)} GFLOP/s
    </text>
  );
}

/** Of marks, against their shape's own size of about 10 pixels. */
const smallest = 0.55;
const largest = 1.7;

function Mark({ point, scales: { x, y } }: { readonly point: RoofPoint; readonly scales: Scales }) {
  const select = useView((state) => state.select);
  const showPanel = useView((state) => state.showPanel);
  const isSelected = useView(({ selection }) => point.origins.some((origin) => selection?.origins.has(origin)));
  const show = () => {
    select({ origins: new Set(point.origins), source: 'list' });
    showPanel('graph');
  };
  const color = `var(--variant-${point.kind})`;
  // The area grows with the share of the time.
  const size = smallest + (largest - smallest) * Math.sqrt(point.timeShare);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the table above does the same from the keyboard.
    <path
      d={variantShapes[point.kind]}
      transform={`translate(${x(point.intensity)} ${y(point.gflops)}) scale(${size})`}
      fill={color}
      fillOpacity={isSelected ? 1 : 0.45}
      stroke={isSelected ? 'var(--accent)' : color}
      vectorEffect="non-scaling-stroke"
      className="cursor-pointer"
      onClick={show}
    >
      <title>{toWords(point)}</title>
    </path>
  );
}

const toWords = ({ title, name, durationMs, intensity, gflops, roofShare }: RoofPoint): string =>
  `${title}${name === '' ? '' : `\n${name}`}\n${formatMs(durationMs)}, ${formatSignificant(gflops)} GFLOP/s at ${formatSignificant(intensity)} FLOP/byte: ${formatHundredths(roofShare, 0)} % of the roof`;

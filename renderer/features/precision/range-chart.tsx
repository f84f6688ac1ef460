import { scaleLinear } from '@visx/scale';
import { useState } from 'react';
import type { CalibratedTensorView } from '../../../engine/view/calibration-view.ts';
import { useWidth } from '../../components/use-width.ts';
import { formatInteger } from '../../text/format.ts';
import { BottomAxis } from '../report/chart-axes.tsx';
import { type RangeMark, toLogHeights, toRangeMarks } from './range-marks.ts';

const height = 190;
const margin = { left: 10, right: 10, top: 8, bottom: 28 };

interface RangeChartProps {
  readonly name: string;
  /** Undefined while it is on its way. */
  readonly tensor: CalibratedTensorView | undefined;
}

/** The distribution of a tensor's values, with the range of every method. */
export function RangeChart({ name, tensor }: RangeChartProps) {
  const [box, width] = useWidth(520);
  const [pointed, setPointed] = useState<string>();
  const marks = tensor ? toRangeMarks(tensor) : [];
  return (
    <div className="min-w-0" ref={box}>
      <h3 className="truncate font-medium" title={name}>
        {name}
      </h3>
      {tensor === undefined ? (
        <p className="py-16 text-center text-ink-2">Reading</p>
      ) : tensor.histogram === undefined ? (
        <p className="py-16 text-center text-ink-2">{withoutHistogram(tensor)}</p>
      ) : (
        <>
          <Distribution histogram={tensor.histogram} marks={marks} pointed={pointed} width={width} name={name} />
          <MarkTable marks={marks} onPoint={setPointed} />
        </>
      )}
    </div>
  );
}

const withoutHistogram = ({ range }: CalibratedTensorView) =>
  range.min === 0 && range.max === 0
    ? 'It was zero for all calibration data.'
    : 'A calibration cache states ranges alone: there is no distribution to draw.';

interface DistributionProps {
  readonly histogram: NonNullable<CalibratedTensorView['histogram']>;
  readonly marks: readonly RangeMark[];
  readonly pointed: string | undefined;
  readonly width: number;
  readonly name: string;
}

function Distribution({ histogram, marks, pointed, width, name }: DistributionProps) {
  const { min, max, counts } = histogram;
  const x = scaleLinear({ domain: [min, max], range: [margin.left, width - margin.right] });
  const bottom = height - margin.bottom;
  const binWidth = (width - margin.left - margin.right) / counts.length;
  const outline = toLogHeights(counts)
    .map((share, bin) => `V ${bottom - share * (bottom - margin.top)} H ${margin.left + (bin + 1) * binWidth}`)
    .join(' ');
  const total = counts.reduce((sum, count) => sum + count, 0);
  return (
    <svg width={width} height={height} role="img" aria-label={`${formatInteger(total)} values of ${name}`}>
      <path d={`M ${margin.left} ${bottom} ${outline} V ${bottom} Z`} fill="var(--variant-int8)" fillOpacity={0.35} />
      {marks.flatMap(({ label, edges, isChosen }) =>
        edges.map((edge) => (
          <line
            key={`${label} ${edge}`}
            x1={x(edge)}
            x2={x(edge)}
            y1={margin.top}
            y2={bottom}
            stroke={isChosen ? 'var(--variant-int8)' : 'var(--ink-2)'}
            strokeWidth={isChosen || label === pointed ? 2 : 1}
            strokeDasharray={isChosen || label === pointed ? undefined : '3 3'}
            opacity={pointed === undefined || label === pointed || isChosen ? 1 : 0.3}
          />
        )),
      )}
      <BottomAxis top={bottom} scale={x} numTicks={Math.max(3, Math.floor(width / 90))} />
    </svg>
  );
}

interface MarkTableProps {
  readonly marks: readonly RangeMark[];
  readonly onPoint: (label: string | undefined) => void;
}

function MarkTable({ marks, onPoint }: MarkTableProps) {
  return (
    <ul className="mt-1 grid grid-cols-2 gap-x-4 text-sm tabular-nums" aria-label="Range of every method">
      {marks.map(({ label, words, isChosen }) => (
        <li
          key={label}
          onPointerEnter={() => onPoint(label)}
          onPointerLeave={() => onPoint(undefined)}
          className="flex min-w-0 items-baseline justify-between gap-2 border-b border-line py-1"
        >
          <span className={`min-w-0 ${isChosen ? 'font-semibold' : ''}`}>
            {label}
            {isChosen && <span className="text-ink-2"> (in force)</span>}
          </span>
          <span className="shrink-0 text-ink-2">{words}</span>
        </li>
      ))}
    </ul>
  );
}

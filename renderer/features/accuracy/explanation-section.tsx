import type { QuantizationExplanation, TimeShares } from '../../../engine/report/explanation.ts';
import { formatMs, formatPercent, formatSqnr } from '../../text/format.ts';
import { DetailTable } from './detail-table.tsx';

const SHOWN = 6;

/** Why a quantized variant is as fast and as accurate as it is, from the runtime's own graph and profile. */
export function ExplanationSection({ explanation }: { readonly explanation: QuantizationExplanation }) {
  const { integerWorkShare, timeShares, boundaries, slowerLayers, noise, saturated, widened, cause } = explanation;
  const tables = [
    {
      caption: 'Conversions and changes of layout',
      head: ['Operator', 'count', 'time', 'at'],
      rows: boundaries.map(({ opType, count, durationMs, layers }) => ({
        key: opType,
        cells: [opType, String(count), formatMs(durationMs), layers[0] ?? ''],
      })),
    },
    {
      caption: 'Layers slower on integers',
      head: ['Layer', 'FP32', 'INT8'],
      rows: slowerLayers.slice(0, SHOWN).map(({ name, floatMs, integerMs }) => ({
        key: name,
        cells: [name, formatMs(floatMs), formatMs(integerMs)],
      })),
    },
    {
      caption: 'Noisiest layers',
      head: ['Layer', 'SQNR, dB'],
      rows: noise.slice(0, SHOWN).map(({ name, sqnrDb }) => ({ key: name, cells: [name, formatSqnr(sqnrDb)] })),
    },
    {
      caption: 'Tensors that saturate',
      head: ['Tensor', 'of values'],
      rows: saturated.slice(0, SHOWN).map(({ name, saturatedShare }) => ({
        key: name,
        cells: [name, formatPercent(saturatedShare, 2)],
      })),
    },
    {
      caption: 'Ranges widened by outliers',
      head: ['Tensor', 'times'],
      rows: widened.slice(0, SHOWN).map(({ name, widening }) => ({ key: name, cells: [name, widening.toFixed(1)] })),
    },
  ].filter(({ rows }) => rows.length > 0);
  return (
    <section aria-label="Explanation" className="flex flex-col gap-2">
      <p>
        Integer kernels do <span className="font-medium">{formatPercent(integerWorkShare, 1)}</span> of the work.
        {cause !== undefined && <span className="text-warn"> {cause}</span>}
      </p>
      {timeShares && <TimeBar shares={timeShares} />}
      <div className="grid grid-cols-1 items-start gap-x-6 gap-y-3 lg:grid-cols-2">
        {tables.map((table) => (
          <DetailTable key={table.caption} {...table} />
        ))}
      </div>
    </section>
  );
}

const parts = [
  { name: 'integer kernels', key: 'integer', color: 'bg-(--variant-int8)' },
  { name: 'float kernels', key: 'float', color: 'bg-(--variant-fp32)' },
  { name: 'conversions and changes of layout', key: 'boundaries', color: 'bg-(--variant-fp16)' },
] as const;

/** Where the time of one profiled run goes. */
function TimeBar({ shares }: { readonly shares: TimeShares }) {
  return (
    <div>
      <div className="flex h-3 overflow-hidden rounded-sm" aria-hidden>
        {parts.map(({ key, color }) => (
          <span key={key} className={color} style={{ width: `${(100 * shares[key]).toFixed(2)}%` }} />
        ))}
      </div>
      <ul className="mt-1 flex flex-wrap gap-x-4 text-sm text-ink-2" aria-label="Share of the profiled time">
        {parts.map(({ name, key, color }) => (
          <li key={key} className="flex items-center gap-1.5">
            <span className={`size-2.5 rounded-xs ${color}`} aria-hidden />
            {name} {formatPercent(shares[key], 1)}
          </li>
        ))}
      </ul>
    </div>
  );
}

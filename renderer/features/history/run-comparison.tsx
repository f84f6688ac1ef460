import { compareRuns, type VariantPair } from '../../../engine/history/compare-runs.ts';
import type { StoredRun } from '../../../engine/history/run-record.ts';
import type { VariantFigures } from '../../../engine/report/report.ts';
import { formatBytes, formatDate, formatMs, formatPercent, formatPoints, formatRatio } from '../../text/format.ts';

interface RunComparisonProps {
  readonly first: StoredRun;
  readonly second: StoredRun;
}

/** Two runs beside each other: every variant of both, and whatever else differs between them. */
export function RunComparisonView({ first, second }: RunComparisonProps) {
  const { pairs, changes } = compareRuns(first, second);
  const names = [first, second].map(({ runId, report }) => `Run ${runId}, ${formatDate(report.conditions.measuredAt)}`);
  return (
    <div className="flex flex-col gap-4">
      <header>
        <h2 className="text-lg font-semibold">
          Run {first.runId} and run {second.runId}
        </h2>
        <p className="text-sm text-ink-2">
          They were measured at different times: what else the machine did then is in the difference. For a fair ratio
          measure both in one comparison.
        </p>
      </header>
      <div className="overflow-x-auto rounded-lg border border-line bg-surface-2">
        <table className="w-full border-collapse text-right text-sm tabular-nums">
          <caption className="sr-only">Figures of two runs</caption>
          <thead className="bg-surface-1">
            <tr>
              <th scope="col" className="px-3 py-2 text-left">
                Figure
              </th>
              {names.map((name) => (
                <th key={name} scope="col" className="px-3 py-2">
                  {name}
                </th>
              ))}
              <th scope="col" className="px-3 py-2">
                Second against first
              </th>
            </tr>
          </thead>
          {pairs.map((pair) => (
            <PairRows key={pair.kind} pair={pair} />
          ))}
        </table>
      </div>
      <section aria-label="What differs">
        <h3 className="mb-1 font-semibold">What else differs</h3>
        {changes.length === 0 ? (
          <p className="text-ink-2">Nothing that was recorded: model, plan, machine and versions are the same.</p>
        ) : (
          <dl className="grid grid-cols-[max-content_1fr_1fr] gap-x-4 gap-y-1">
            {changes.map(({ name, first: before, second: after }) => (
              <div key={name} className="col-span-3 grid grid-cols-subgrid border-b border-line pb-1 last:border-0">
                <dt className="text-ink-2">{name}</dt>
                <dd className="wrap-anywhere">{before}</dd>
                <dd className="wrap-anywhere">{after}</dd>
              </div>
            ))}
          </dl>
        )}
      </section>
    </div>
  );
}

interface Line {
  readonly name: string;
  readonly show: (figures: VariantFigures) => string | undefined;
  readonly change: (first: VariantFigures, second: VariantFigures) => string | undefined;
}

const lines: readonly Line[] = [
  {
    name: 'latency p50',
    show: ({ latencyMs }) => formatMs(latencyMs.p50),
    change: (first, second) =>
      formatRatio(first.latencyMs.p50 / second.latencyMs.p50, { better: 'faster', worse: 'slower' }).text,
  },
  {
    name: 'latency p99',
    show: ({ latencyMs }) => formatMs(latencyMs.p99),
    change: (first, second) =>
      formatRatio(first.latencyMs.p99 / second.latencyMs.p99, { better: 'faster', worse: 'slower' }).text,
  },
  {
    name: 'top-1',
    show: ({ accuracy }) => (accuracy?.top1 === undefined ? undefined : formatPercent(accuracy.top1, 2)),
    change: ({ accuracy: before }, { accuracy: after }) =>
      before?.top1 === undefined || after?.top1 === undefined ? undefined : formatPoints(after.top1 - before.top1),
  },
  {
    name: 'peak memory',
    show: ({ peakHostBytes }) => formatBytes(peakHostBytes),
    change: (first, second) =>
      formatRatio(first.peakHostBytes / second.peakHostBytes, { better: 'less', worse: 'more' }).text,
  },
  {
    name: 'file',
    show: ({ sizeBytes }) => formatBytes(sizeBytes),
    change: (first, second) =>
      formatRatio(first.sizeBytes / second.sizeBytes, { better: 'smaller', worse: 'larger' }).text,
  },
];

function PairRows({ pair: { label, first, second } }: { readonly pair: VariantPair }) {
  const shown = lines.filter(({ show }) => [first, second].some((figures) => figures && show(figures) !== undefined));
  return (
    <tbody className="border-t border-line">
      <tr>
        <th scope="rowgroup" colSpan={4} className="px-3 pt-2 text-left font-semibold">
          {label}
        </th>
      </tr>
      {shown.length === 0 && (
        <tr>
          <td colSpan={4} className="px-3 pb-2 text-left text-ink-2">
            Measured in neither of them.
          </td>
        </tr>
      )}
      {shown.map(({ name, show, change }) => (
        <tr key={name}>
          <th scope="row" className="px-3 py-1 text-left font-normal text-ink-2">
            {name}
          </th>
          {[first, second].map((figures, index) => (
            <td key={index === 0 ? 'first' : 'second'} className="px-3 py-1">
              {(figures && show(figures)) ?? '–'}
            </td>
          ))}
          <td className="px-3 py-1">{(first && second && change(first, second)) ?? '–'}</td>
        </tr>
      ))}
    </tbody>
  );
}

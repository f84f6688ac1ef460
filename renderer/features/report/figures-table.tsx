import { ArrowDown, ArrowUp, CircleAlert, Info, Pin } from 'lucide-react';
import type { CalibrationSpec, ModelSummary } from '../../../engine/api/contract.ts';
import {
  type FigureCell,
  type FigureColumn,
  type FigureGroup,
  type FigureRow,
  findFigures,
  toFigureGroups,
  toFigureRow,
} from '../../../engine/report/figures.ts';
import type { CompareReport, VariantKind, VariantReport } from '../../../engine/report/report.ts';
import { sortVariants } from '../../../engine/report/sort-variants.ts';
import { IconButton } from '../../components/button.tsx';
import { VariantMark } from '../../components/variant-mark.tsx';
import { useDashboard, useExports } from '../../stores/use-stores.tsx';
import { ExportButton, ExportOutcome } from '../export/export-variant.tsx';

interface FiguresTableProps {
  readonly report: CompareReport;
  readonly model: ModelSummary;
  readonly calibration?: CalibrationSpec | undefined;
  /** False for runs of another time, whose variants are not at hand. */
  readonly exportable?: boolean;
}

/** The five figures of every variant, one variant a row, with ratios to the pinned baseline; any column sorts. */
export function FiguresTable({ report, model, calibration, exportable = true }: FiguresTableProps) {
  const pinned = useDashboard((state) => state.baseline);
  const order = useDashboard((state) => state.order);
  const groups = toFigureGroups(report.variants);
  const column = groups.flatMap(({ columns }) => columns).find(({ name }) => name === order?.columnName);
  const baseline = findFigures(report, pinned) === undefined ? 'original' : pinned;
  const variants = sortVariants(report.variants, column && order && { column, direction: order.direction }, baseline);
  return (
    <div className="relative overflow-x-auto rounded-lg border border-line bg-surface-2">
      <table className="w-full border-collapse text-right text-sm tabular-nums xl:text-base">
        <caption className="sr-only">
          Figures of every variant of {report.model}. Ratios are to the pinned row, which stays first.
        </caption>
        <TableHead groups={groups} />
        {variants.map((variant) => (
          <VariantRows
            key={variant.kind}
            variant={variant}
            groups={groups}
            report={report}
            baseline={baseline}
            model={model}
            calibration={calibration}
            exportable={exportable}
          />
        ))}
      </table>
    </div>
  );
}

/** Each figure is set off by a line at its left. */
const edge = (first: boolean) => (first ? 'border-l border-line pl-1.5 xl:pl-2.5' : '');

function TableHead({ groups }: { readonly groups: readonly FigureGroup[] }) {
  return (
    <thead className="bg-surface-1 text-xs xl:text-sm">
      <tr>
        <th scope="col" rowSpan={2} className="px-2 pb-1.5 text-left align-bottom font-semibold xl:px-3">
          Variant
        </th>
        {groups.map(({ name, columns }) => (
          <th
            key={name}
            scope="colgroup"
            colSpan={columns.length}
            className={`pt-2 pr-1.5 xl:pr-2.5 text-left font-semibold whitespace-nowrap ${edge(true)}`}
          >
            {name}
          </th>
        ))}
        <th scope="col" rowSpan={2}>
          <span className="sr-only">Baseline and export</span>
        </th>
      </tr>
      <tr>
        {groups.flatMap((group) =>
          group.columns.map((column, index) => (
            <ColumnHead key={`${group.name} ${column.name}`} column={column} first={index === 0} />
          )),
        )}
      </tr>
    </thead>
  );
}

/** Sorts by its column: the best first, then the worst, then as measured. */
function ColumnHead({ column, first }: { readonly column: FigureColumn; readonly first: boolean }) {
  const order = useDashboard((state) => state.order);
  const sortBy = useDashboard((state) => state.sortBy);
  const direction = order?.columnName === column.name ? order.direction : undefined;
  const Arrow = direction === 'ascending' ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      aria-sort={direction ?? 'none'}
      className={`pr-1.5 xl:pr-2.5 pb-1.5 pl-0.5 xl:pl-1 font-normal whitespace-nowrap ${edge(first)}`}
    >
      <button
        type="button"
        title={`${column.about} Click to sort.`}
        onClick={() => sortBy(column)}
        className={`inline-flex items-center gap-0.5 rounded-sm hover:text-ink ${direction === undefined ? 'text-ink-2' : 'font-semibold text-ink'}`}
      >
        {direction !== undefined && <Arrow className="size-3" aria-hidden />}
        {column.name}
      </button>
    </th>
  );
}

interface VariantRowsProps extends FiguresTableProps {
  readonly exportable: boolean;
  readonly variant: VariantReport;
  readonly groups: readonly FigureGroup[];
  readonly baseline: VariantKind;
}

function VariantRows({ variant, groups, report, baseline, model, calibration, exportable }: VariantRowsProps) {
  const { kind, label, outcome, remarks } = variant;
  const exported = useExports((state) => exportable && state.exports[kind] !== undefined);
  const columnCount = groups.reduce((sum, { columns }) => sum + columns.length, 0);
  return (
    <tbody className="border-t border-line">
      <tr className="align-top">
        <th scope="row" className="px-2 py-2 text-left font-semibold xl:px-3">
          <span className="flex items-start gap-2 leading-5 [&_svg]:mt-[3px]">
            <VariantMark kind={kind} />
            {label}
          </span>
        </th>
        {outcome.status === 'measured' ? (
          <FigureCells row={toFigureRow(kind, outcome.figures, report, baseline)} groups={groups} />
        ) : (
          <td colSpan={columnCount} className={`py-2 pr-3 text-left ${edge(true)}`}>
            <span className="flex max-w-3xl gap-2">
              <CircleAlert className="mt-0.5 size-4 shrink-0 text-bad" aria-hidden />
              <span className="wrap-anywhere">
                Not measured. {outcome.message} <span className="text-sm text-ink-3">({outcome.code})</span>
              </span>
            </span>
          </td>
        )}
        <td className="sticky right-0 bg-surface-2 py-1.5 pr-2 pl-0.5 text-left xl:pl-1">
          {outcome.status === 'measured' && (
            <div className="flex justify-end">
              {exportable && kind !== 'original' && (
                <ExportButton variant={kind} model={model} calibration={calibration} form="icon" />
              )}
              <PinButton kind={kind} label={label} pinned={kind === baseline} />
            </div>
          )}
        </td>
      </tr>
      {(remarks.length > 0 || exported) && (
        <tr>
          <td colSpan={columnCount + 2} className="pr-3 pb-2.5 pl-8.5 text-left">
            <div className="flex max-w-3xl flex-col gap-1.5">
              {remarks.map((remark) => (
                <p key={remark} className="flex gap-2">
                  <Info className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
                  {remark}
                </p>
              ))}
              {exportable && <ExportOutcome variant={kind} />}
            </div>
          </td>
        </tr>
      )}
    </tbody>
  );
}

interface PinButtonProps extends Pick<VariantReport, 'kind' | 'label'> {
  readonly pinned: boolean;
}

function PinButton({ kind, label, pinned }: PinButtonProps) {
  const pin = useDashboard((state) => state.pin);
  return (
    <IconButton
      label={pinned ? `${label} is the baseline` : `Compare with ${label}`}
      aria-pressed={pinned}
      onClick={() => pin(kind)}
      className="aria-pressed:text-accent"
    >
      <Pin className={pinned ? 'fill-current' : ''} />
    </IconButton>
  );
}

interface FigureCellsProps extends Pick<VariantRowsProps, 'groups'> {
  readonly row: FigureRow;
}

function FigureCells({ row, groups }: FigureCellsProps) {
  return groups.flatMap((group) =>
    group.columns.map((column, index) => (
      <td
        key={`${group.name} ${column.name}`}
        className={`py-2 pr-1.5 xl:pr-2.5 pl-0.5 xl:pl-1 whitespace-nowrap ${edge(index === 0)} ${index === 0 ? 'font-medium' : 'text-ink-2'}`}
      >
        <Figure cell={column.cell(row)} />
      </td>
    )),
  );
}

const tones = { better: 'text-good', worse: 'text-bad', same: 'text-ink-3' };

function Figure({ cell: { main, ratio, detail } }: { readonly cell: FigureCell }) {
  return (
    <div title={detail}>
      {main}
      {ratio !== undefined && (
        <span className={`block text-xs font-normal xl:text-sm ${tones[ratio.tone]}`}>{ratio.text}</span>
      )}
    </div>
  );
}

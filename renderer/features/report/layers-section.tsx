import { useState } from 'react';
import { type LayerCost, type LayerRow, layeredKinds, toLayerRows } from '../../../engine/report/charts/layer-rows.ts';
import { findFigures } from '../../../engine/report/figures.ts';
import {
  balanceInWords,
  type KernelTime,
  kernelsElsewhere,
  leadingName,
  placeInWords,
  placeModel,
} from '../../../engine/report/layer-profile.ts';
import type { CompareReport, VariantKind } from '../../../engine/report/report.ts';
import { Button } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import { Select } from '../../components/select.tsx';
import { VariantMark } from '../../components/variant-mark.tsx';
import { useView } from '../../stores/use-stores.tsx';
import { formatHundredths, formatMs } from '../../text/format.ts';
import { ConditionsLine } from './conditions-line.tsx';
import { RooflineChart } from './roofline-chart.tsx';

const shownCount = 15;

/** Where the time of a run goes, layer by layer, in the original and in one variant; and where layers lie under the roof. */
export function LayersSection({ report }: { readonly report: CompareReport }) {
  const kinds = layeredKinds(report);
  const [chosen, choose] = useState<VariantKind>();
  const [isWhole, setWhole] = useState(false);
  const [first] = kinds;
  if (first === undefined) return null;
  const variant = kinds.find((kind) => kind === chosen) ?? fastestOf(report, kinds) ?? first;
  const compared = [...new Set([...kinds.filter((kind) => kind === 'original'), variant])];
  const rows = toLayerRows(report, compared);
  const shown = isWhole ? rows : rows.slice(0, shownCount);
  const labelOf = (kind: VariantKind) => report.variants.find((each) => each.kind === kind)?.label ?? kind;
  return (
    <>
      <section aria-label="Time by layer" className="min-w-0 rounded-lg border border-line bg-surface-2 p-3">
        <div className="flex flex-wrap items-start justify-between gap-2">
          <div>
            <h2 className="font-semibold">Time by layer</h2>
            <p className="text-sm text-ink-2">
              From ONNX Runtime’s own profile, the dearest first. Choose a layer to see it in the graph.
            </p>
          </div>
          {kinds.length > 1 && (
            <Select
              label="Variant beside the original"
              value={variant}
              options={kinds
                .filter((kind) => kind !== 'original')
                .map((kind) => ({ value: kind, label: labelOf(kind) }))}
              onChange={choose}
            />
          )}
        </div>
        <LayerTable rows={shown} kinds={compared} labelOf={labelOf} longestMs={longestOf(rows)} />
        {rows.length > shownCount && (
          <Button onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'Show the dearest' : `Show all ${rows.length} layers`}
          </Button>
        )}
        <dl className="mt-2 text-sm">
          {compared.map((kind) => (
            <Balance key={kind} report={report} kind={kind} label={labelOf(kind)} />
          ))}
        </dl>
        <ConditionsLine conditions={report.conditions} />
      </section>
      <RooflineChart report={report} kinds={compared} />
    </>
  );
}

/** Of the variants beside the original. */
function fastestOf(report: CompareReport, kinds: readonly VariantKind[]): VariantKind | undefined {
  const speedOf = (kind: VariantKind) => findFigures(report, kind)?.speedup ?? 0;
  return kinds.filter((kind) => kind !== 'original').toSorted((a, b) => speedOf(b) - speedOf(a))[0];
}

const longestOf = (rows: readonly LayerRow[]): number =>
  Math.max(...rows.flatMap(({ costs }) => [...costs.values()].map(({ durationMs }) => durationMs)));

interface LayerTableProps {
  readonly rows: readonly LayerRow[];
  readonly kinds: readonly VariantKind[];
  readonly labelOf: (kind: VariantKind) => string;
  readonly longestMs: number;
}

function LayerTable({ rows, kinds, labelOf, longestMs }: LayerTableProps) {
  return (
    <table className="mt-2 w-full table-fixed text-sm tabular-nums">
      <caption className="sr-only">Time of every layer in {kinds.map(labelOf).join(' and in ')}</caption>
      <thead>
        <tr className="text-left text-ink-2">
          <th scope="col" className="w-[38%] font-normal">
            layer
          </th>
          <th scope="col" className="font-normal">
            <span className="flex flex-wrap gap-x-4">
              {kinds.map((kind) => (
                <span key={kind} className="inline-flex items-center gap-1.5">
                  <VariantMark kind={kind} />
                  {labelOf(kind)}
                </span>
              ))}
            </span>
          </th>
          <th scope="col" className="w-20 text-right font-normal">
            ms
          </th>
          <th
            scope="col"
            className="w-20 text-right font-normal"
            title="Of what this machine allows, by operations and bytes"
          >
            % of roof
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.origins.join()} row={row} kinds={kinds} labelOf={labelOf} longestMs={longestMs} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps extends Omit<LayerTableProps, 'rows'> {
  readonly row: LayerRow;
}

function Row({ row: { title, name, origins, costs }, kinds, labelOf, longestMs }: RowProps) {
  const select = useView((state) => state.select);
  const showPanel = useView((state) => state.showPanel);
  const isSelected = useView(({ selection }) => origins.some((origin) => selection?.origins.has(origin)));
  const show = () => {
    select({ origins: new Set(origins), source: 'list' });
    showPanel('graph');
  };
  const label = (
    <>
      <span className="block truncate">{title}</span>
      {name !== '' && <span className="block truncate text-xs text-ink-3">{name}</span>}
    </>
  );
  return (
    <tr className={classNames('border-t border-line align-middle', isSelected && 'bg-accent-soft')}>
      <th scope="row" className="py-0.5 pr-2 text-left font-normal">
        {origins.length === 0 ? (
          <span className="text-ink-2">{label}</span>
        ) : (
          <button
            type="button"
            aria-pressed={isSelected}
            title={`${title}\n${name}`}
            onClick={show}
            className="block w-full rounded-sm px-1 text-left hover:bg-surface-3"
          >
            {label}
          </button>
        )}
      </th>
      <td className="py-1">
        {kinds.map((kind) => (
          <Bar key={kind} kind={kind} label={labelOf(kind)} cost={costs.get(kind)} longestMs={longestMs} />
        ))}
      </td>
      <td className="py-0.5 text-right text-xs leading-tight">
        {kinds.map((kind) => (
          <span key={kind} className="block">
            {formatCost(costs.get(kind))}
          </span>
        ))}
      </td>
      <td className="py-0.5 text-right text-xs leading-tight">
        {kinds.map((kind) => (
          <span key={kind} className="block">
            {formatShare(costs.get(kind)?.roofShare)}
          </span>
        ))}
      </td>
    </tr>
  );
}

const formatCost = (cost: LayerCost | undefined): string => (cost ? cost.durationMs.toFixed(3) : '–');
const formatShare = (share: number | undefined): string => (share === undefined ? '–' : formatHundredths(share, 0));

interface BarProps {
  readonly kind: VariantKind;
  readonly label: string;
  readonly cost: LayerCost | undefined;
  readonly longestMs: number;
}

function Bar({ kind, label, cost, longestMs }: BarProps) {
  const kernels = cost?.kernels.map(({ opType, durationMs }) => `${opType} ${formatMs(durationMs)}`).join('\n') ?? '';
  return (
    <svg
      className="my-px block h-2.5 w-full"
      role="img"
      aria-label={cost ? `${label}: ${formatMs(cost.durationMs)}` : `${label}: nothing left to execute`}
    >
      <title>{cost ? `${label}\n${kernels}` : `${label}: nothing left to execute`}</title>
      <rect
        width={`${(100 * (cost?.durationMs ?? 0)) / longestMs}%`}
        height="100%"
        rx={1.5}
        fill={`var(--variant-${kind})`}
      />
    </svg>
  );
}

interface BalanceProps {
  readonly report: CompareReport;
  readonly kind: VariantKind;
  readonly label: string;
}

/** 'Gather (embeddings) by CPUExecutionProvider, 0.012 ms' */
function toElsewhere({ opType, nodes, provider, durationMs }: KernelTime): string {
  const name = leadingName(nodes);
  return `${opType}${name === '' ? '' : ` (${name})`} by ${provider}, ${formatMs(durationMs)}`;
}

/** The sum over layers against the run as a whole, with the difference named. */
function Balance({ report, kind, label }: BalanceProps) {
  const outcome = report.variants.find((variant) => variant.kind === kind)?.outcome;
  if (outcome?.status !== 'measured' || outcome.figures.layers === undefined) return null;
  const { layers, latencyMs } = outcome.figures;
  const { provider } = report.conditions;
  const place = report.peaks && placeModel(layers, latencyMs.p50, report.peaks);
  const elsewhere = kernelsElsewhere(layers, provider);
  return (
    <>
      <dt className="float-left mr-2 font-medium">{label}</dt>
      <dd className="text-ink-2">
        {layers.kernels.length} kernels, {formatMs(layers.kernelMs)}: {balanceInWords(layers, latencyMs.p50)}.
        {place && ` Under the roof, ${placeInWords(place)}.`}
        {elsewhere.length > 0 && ` Not run by ${provider}: ${elsewhere.map(toElsewhere).join('; ')}.`}
      </dd>
    </>
  );
}

import type { LayerRow } from '../charts/layer-rows.ts';
import { formatMs } from '../format.ts';
import { variantColors } from '../palette.ts';
import type { VariantKind } from '../report.ts';
import { bottomAxis, linear, type Scale, toTicks } from './axis.ts';
import { type Markup, markup } from './markup.ts';

const width = 640;
const margin = { left: 12, right: 16, top: 22, bottom: 44 };
const captionHeight = 16;
const barHeight = 8;
const barGap = 2;
const maximumName = 90;

interface LayersPlot {
  /** The dearest first. */
  readonly rows: readonly LayerRow[];
  readonly kinds: readonly VariantKind[];
  readonly labelOf: (kind: VariantKind) => string;
}

/** What each layer takes in each of a few variants, on one axis. */
export function layersPlot({ rows, kinds, labelOf }: LayersPlot): Markup {
  const right = width - margin.right;
  const rowHeight = captionHeight + kinds.length * (barHeight + barGap) + 4;
  const bottom = margin.top + rows.length * rowHeight;
  const longestMs = Math.max(...rows.flatMap(({ costs }) => [...costs.values()].map(({ durationMs }) => durationMs)));
  const domain = [0, longestMs * 1.02] as const;
  const x = linear(domain, [margin.left, right]);
  const words = rows.map(
    (row) => `${row.title}: ${kinds.map((kind) => `${labelOf(kind)} ${costOf(row, kind)}`).join(', ')}`,
  );
  return markup`<svg viewBox="0 0 ${width} ${bottom + margin.bottom}" role="img" aria-label="${words.join('; ')}">
  ${kinds.map(
    (
      kind,
      index,
    ) => markup`<rect x="${margin.left + index * 160}" y="4" width="10" height="10" fill="${variantColors[kind]}"/>
  <text class="tick" x="${margin.left + index * 160 + 15}" y="13">${labelOf(kind)}</text>`,
  )}
  ${rows.map((row, index) => rowOf(row, kinds, margin.top + index * rowHeight, x))}
  ${bottomAxis({ ticks: toTicks(domain, 6), x, left: margin.left, right, top: bottom, label: 'Time of one run, ms' })}
</svg>`;
}

const costOf = ({ costs }: LayerRow, kind: VariantKind): string => {
  const cost = costs.get(kind);
  return cost ? formatMs(cost.durationMs) : 'nothing';
};

function rowOf(row: LayerRow, kinds: readonly VariantKind[], top: number, x: Scale): Markup {
  const name = `${row.title}${row.name === '' ? '' : ` (${row.name})`}`;
  const shown = name.length > maximumName ? `${name.slice(0, maximumName - 1)}…` : name;
  return markup`<g>
  <text class="tick" x="${margin.left}" y="${top + 12}">${shown}: ${kinds.map((kind) => costOf(row, kind)).join(', ')}</text>
  ${kinds.map((kind, index) => {
    const durationMs = row.costs.get(kind)?.durationMs ?? 0;
    return markup`<rect x="${x(0)}" y="${top + captionHeight + index * (barHeight + barGap)}" width="${x(durationMs) - x(0)}" height="${barHeight}" fill="${variantColors[kind]}"/>`;
  })}
</g>`;
}

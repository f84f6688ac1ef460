import { X } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { formatInteger } from '../../text/format.ts';
import { amountColors, type Overlay, type OverlayClass, type PaintedGraph } from './overlays/overlay.ts';
import type { PaneName } from './selection.ts';
import type { OverlayChoice } from './use-overlay.ts';

interface OverlayLegendProps {
  readonly choice: OverlayChoice;
  /** Whose boxes are counted. */
  readonly pane: PaneName;
}

/** What the colours mean, where the values come from, and how many boxes of each kind there are. */
export function OverlayLegend({ choice, pane }: OverlayLegendProps) {
  const { chosen, painted } = choice;
  if (chosen === undefined) return null;
  return (
    <section
      aria-label="Legend"
      className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-surface-2 px-3 py-1 text-sm"
    >
      <h2 className="font-semibold">{chosen.label}</h2>
      {chosen.legend.kind === 'amount' ? (
        <Scale legend={chosen.legend} largest={Math.max(painted.before?.largest ?? 0, painted.after?.largest ?? 0)} />
      ) : (
        <Classes classes={chosen.legend.classes} painted={painted[pane]} />
      )}
      <p className="min-w-0 flex-1 truncate text-ink-2" title={chosen.source}>
        {chosen.source}
      </p>
      <IconButton label="Without colours" className="size-6" onClick={() => choice.choose('')}>
        <X aria-hidden />
      </IconButton>
    </section>
  );
}

type AmountLegend = Extract<Overlay['legend'], { readonly kind: 'amount' }>;

function Scale({ legend, largest }: { readonly legend: AmountLegend; readonly largest: number }) {
  return (
    <p className="flex items-center gap-2 tabular-nums">
      0
      <span aria-hidden className="flex overflow-hidden rounded-sm">
        {amountColors.map((color) => (
          <span key={color} className="h-3 w-7" style={{ background: `var(${color})` }} />
        ))}
      </span>
      {legend.format(largest)} {legend.unit}
    </p>
  );
}

interface ClassesProps {
  readonly classes: readonly OverlayClass[];
  readonly painted: PaintedGraph | undefined;
}

function Classes({ classes, painted }: ClassesProps) {
  return (
    <ul className="flex flex-wrap items-center gap-x-3">
      {classes.map(({ name, label, color }) => {
        const count = painted?.counts.get(name) ?? 0;
        return count === 0 ? null : (
          <li key={name} className="flex items-center gap-1.5">
            <span aria-hidden className="size-3 rounded-sm" style={{ background: `var(${color})` }} />
            {label} <span className="text-ink-2 tabular-nums">{formatInteger(count)}</span>
          </li>
        );
      })}
    </ul>
  );
}

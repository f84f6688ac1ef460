import { useState } from 'react';
import type { CalibratedTensorLine } from '../../../engine/view/calibration-view.ts';
import { TextInput } from '../../components/field.tsx';
import { formatInteger, formatPercent, formatSignificant } from '../../text/format.ts';

interface RangeListProps {
  readonly tensors: readonly CalibratedTensorLine[];
  readonly selected: string;
  readonly onSelect: (name: string) => void;
}

/** Lines that are drawn at most; the filter finds the others. */
const shownCount = 300;

/** The tensors of a calibration, to choose from, those that saturate most first. */
export function RangeList({ tensors, selected, onSelect }: RangeListProps) {
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const found = tensors
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .toSorted((a, b) => (b.saturatedShare ?? 0) - (a.saturatedShare ?? 0));
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <TextInput
        aria-label="Filter tensors"
        placeholder="Filter tensors"
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
      />
      <ul className="flex max-h-72 flex-col overflow-y-auto rounded-md border border-line" aria-label="Tensors">
        {found.slice(0, shownCount).map((tensor) => (
          <li key={tensor.name}>
            <button
              type="button"
              aria-pressed={tensor.name === selected}
              onClick={() => onSelect(tensor.name)}
              className={`flex w-full items-baseline gap-2 px-2 py-1 text-left outline-offset-[-2px] hover:bg-surface-3 ${tensor.name === selected ? 'bg-accent-soft' : ''}`}
            >
              <span className="min-w-0 flex-1 truncate" title={tensor.name}>
                {tensor.name}
              </span>
              <span className="shrink-0 text-sm text-ink-2 tabular-nums">{toLineWords(tensor)}</span>
            </button>
          </li>
        ))}
        {found.length === 0 && <li className="px-2 py-1 text-ink-2">No tensor has that in its name.</li>}
        {found.length > shownCount && (
          <li className="px-2 py-1 text-sm text-ink-2">
            {formatInteger(found.length - shownCount)} more: filter by name to see them.
          </li>
        )}
      </ul>
    </div>
  );
}

/** '−2.1 to 6 · 0.02 % saturate' */
function toLineWords({ threshold, saturatedShare }: CalibratedTensorLine): string {
  const range = `${formatSignificant(threshold.min)} to ${formatSignificant(threshold.max)}`;
  return saturatedShare === undefined || saturatedShare === 0
    ? range
    : `${range} · ${formatPercent(saturatedShare, saturatedShare < 0.001 ? 3 : 2)} saturate`;
}

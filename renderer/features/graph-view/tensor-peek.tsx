import { useState } from 'react';
import type { Result, TensorPreview } from '../../../engine/api/contract.ts';
import { formatBytes, formatInteger, formatSignificant } from '../../text/format.ts';
import { toMessage } from '../../text/messages.ts';

/** Reads one stored tensor by the name of its value. */
export type LoadTensor = (value: string) => Promise<Result<TensorPreview>>;

type PeekState =
  | { readonly status: 'closed' }
  | { readonly status: 'loading' }
  | { readonly status: 'shown'; readonly preview: TensorPreview }
  | { readonly status: 'failed'; readonly message: string };

interface TensorPeekProps {
  readonly value: string;
  readonly loadTensor: LoadTensor;
}

/** A stored tensor's statistics and first values, read when asked for. */
export function TensorPeek({ value, loadTensor }: TensorPeekProps) {
  const [state, setState] = useState<PeekState>({ status: 'closed' });
  const open = async () => {
    setState({ status: 'loading' });
    const result = await loadTensor(value);
    setState(
      result.ok
        ? { status: 'shown', preview: result.value }
        : { status: 'failed', message: toMessage(result.error).title },
    );
  };
  const isOpen = state.status === 'shown';
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        disabled={state.status === 'loading'}
        className="w-fit rounded-sm text-accent hover:underline disabled:opacity-60"
        onClick={() => (isOpen ? setState({ status: 'closed' }) : void open())}
      >
        {state.status === 'loading' ? 'Reading values' : isOpen ? 'Hide values' : 'Preview values'}
      </button>
      {state.status === 'failed' && (
        <p role="alert" className="text-bad wrap-anywhere">
          {state.message}
        </p>
      )}
      {state.status === 'shown' && <Preview preview={state.preview} />}
    </>
  );
}

function Preview({ preview }: { readonly preview: TensorPreview }) {
  const { statistics, histogram, values, elementCount, sizeBytes } = preview;
  return (
    <div className="mt-1 flex flex-col gap-1 rounded-md bg-surface-1 p-2 text-sm">
      <p className="text-ink-2 tabular-nums">
        {formatInteger(elementCount)} {elementCount === 1 ? 'value' : 'values'}, {formatBytes(sizeBytes)}
      </p>
      {statistics !== undefined && (
        <dl className="grid grid-cols-4 gap-x-2 tabular-nums">
          {(['min', 'max', 'mean', 'std'] as const).map((name) => (
            <div key={name}>
              <dt className="text-ink-3">{name}</dt>
              <dd>{formatSignificant(statistics[name])}</dd>
            </div>
          ))}
        </dl>
      )}
      {statistics !== undefined && histogram !== undefined && (
        <Histogram counts={histogram} min={statistics.min} max={statistics.max} />
      )}
      <p className="max-h-32 overflow-y-auto font-mono text-xs wrap-anywhere select-text">
        {values.join('  ')}
        {elementCount > values.length && `  … ${formatInteger(elementCount - values.length)} more`}
      </p>
    </div>
  );
}

interface HistogramProps {
  /** Of equal stretches from min to max. */
  readonly counts: readonly number[];
  readonly min: number;
  readonly max: number;
}

const barsHeight = 44;

/** How the values are distributed; the tallest bar is as high as the chart. */
function Histogram({ counts, min, max }: HistogramProps) {
  const most = Math.max(...counts);
  const peak = counts.indexOf(most);
  const edge = (bin: number) => formatSignificant(min + ((max - min) * bin) / counts.length);
  const words = `Most values, ${formatInteger(most)}, lie between ${edge(peak)} and ${edge(peak + 1)}.`;
  return (
    <figure>
      <svg
        role="img"
        aria-label={words}
        viewBox={`0 0 ${counts.length} ${barsHeight}`}
        preserveAspectRatio="none"
        className="h-11 w-full border-b border-line-strong fill-accent"
      >
        <title>{words}</title>
        {counts.map((count, bin) => {
          // A bin that holds anything at all is seen.
          const height = count === 0 ? 0 : Math.max(1, (count / most) * barsHeight);
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place.
          return <rect key={bin} x={bin + 0.06} y={barsHeight - height} width={0.88} height={height} />;
        })}
      </svg>
      <figcaption className="flex justify-between text-xs text-ink-3 tabular-nums">
        <span>{formatSignificant(min)}</span>
        <span>{formatSignificant(max)}</span>
      </figcaption>
    </figure>
  );
}

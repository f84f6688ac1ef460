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
  const { statistics, values, elementCount, sizeBytes } = preview;
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
      <p className="max-h-32 overflow-y-auto font-mono text-xs wrap-anywhere select-text">
        {values.join('  ')}
        {elementCount > values.length && `  … ${formatInteger(elementCount - values.length)} more`}
      </p>
    </div>
  );
}

import type { ReactNode } from 'react';
import type { PortView } from '../../../engine/view/graph-view.ts';
import { type LoadTensor, TensorPeek } from './tensor-peek.tsx';

interface PortDetailsProps {
  readonly port: PortView;
  readonly loadTensor?: LoadTensor | undefined;
  /** Links to the boxes at the other end. */
  readonly children?: ReactNode;
}

/** One input or output: formal name, value, type and shape; an initializer's numbers on request. */
export function PortDetails({ port, loadTensor, children }: PortDetailsProps) {
  const type = [port.dataType, port.shape].filter((part) => part !== '').join(' ');
  return (
    <div className="flex min-w-0 flex-col">
      <p className="flex min-w-0 items-baseline gap-2">
        {port.formal !== '' && <span className="shrink-0 font-semibold">{port.formal}</span>}
        <span className="min-w-0 flex-1 truncate font-mono text-sm" title={port.value}>
          {port.value}
        </span>
      </p>
      <p className="text-sm text-ink-2 tabular-nums">
        {type === '' ? 'type and shape unknown' : type}
        {port.source === 'initializer' && ' · stored in the model'}
      </p>
      {port.source === 'initializer' && loadTensor !== undefined && (
        <TensorPeek value={port.value} loadTensor={loadTensor} />
      )}
      {children}
    </div>
  );
}

import type { RuntimeNodeView } from '../../../engine/report/confirmation.ts';
import type { BoxId } from '../../../engine/view/graph-view.ts';
import { useConfirm } from '../../stores/use-stores.tsx';
import { formatMs } from '../../text/format.ts';
import { verdictWords } from './confirm-words.ts';

/** What the runtime has in place of a planned layer, once it was asked. */
export function RuntimeLayer({ box }: { readonly box: BoxId }) {
  const layer = useConfirm(({ job }) =>
    job.status === 'done' ? job.report.layers.find((candidate) => candidate.box === box) : undefined,
  );
  if (layer === undefined) return null;
  return (
    <section aria-label="In ONNX Runtime" className="flex flex-col gap-1.5 border-b border-line px-3 py-2.5">
      <h4 className="text-sm font-semibold text-ink-2">In ONNX Runtime</h4>
      <p className={layer.verdict === 'confirmed' ? 'text-good' : 'text-warn'}>{verdictWords[layer.verdict]}</p>
      <ul className="flex flex-col gap-1">
        {layer.runtimeNodes.map((node) => (
          <li key={`${node.opType} ${node.name}`}>
            {node.opType} <span className="text-ink-2 tabular-nums">{toFigures(node)}</span>
            <span className="block font-mono text-xs text-ink-3 wrap-anywhere select-text">{node.name}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const toFigures = ({ durationMs, provider }: RuntimeNodeView): string =>
  [durationMs === undefined ? '' : formatMs(durationMs), provider?.replace('ExecutionProvider', '') ?? '']
    .filter((text) => text !== '')
    .join(', ');

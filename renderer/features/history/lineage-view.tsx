import { GitBranch } from 'lucide-react';
import type { ExportRecord } from '../../../engine/history/run-record.ts';
import { useHistory } from '../../stores/use-stores.tsx';
import { formatBytes, formatDate } from '../../text/format.ts';

/** What the open model was made from, and what was made of it; nothing where neither is known. */
export function LineageView() {
  const lineage = useHistory((state) => state.lineage);
  if (lineage === undefined || lineage.madeFrom.length + lineage.exports.length === 0) return null;
  return (
    <section aria-label="Lineage" className="flex flex-col gap-1 border-b border-line p-4">
      <h2 className="font-semibold">Lineage</h2>
      <ul className="flex flex-col gap-1">
        {lineage.madeFrom.map((record) => (
          <Line key={`${record.exportedAt} ${record.path}`}>
            Made from <b className="font-medium">{record.model.name}</b> as {record.variant},{' '}
            {formatDate(record.exportedAt)}
          </Line>
        ))}
        {lineage.exports.map((record) => (
          <Line key={`${record.exportedAt} ${record.path}`} title={record.path}>
            {toExportWords(record)}
          </Line>
        ))}
      </ul>
    </section>
  );
}

const toExportWords = ({ variant, fileName, sizeBytes, exportedAt }: ExportRecord) =>
  `Exported as ${variant}: ${fileName}, ${formatBytes(sizeBytes)}, ${formatDate(exportedAt)}`;

function Line({ title, children }: { readonly title?: string; readonly children: React.ReactNode }) {
  return (
    <li className="flex gap-2 text-sm wrap-anywhere" {...(title && { title })}>
      <GitBranch className="mt-0.5 size-3.5 shrink-0 text-ink-3" aria-hidden />
      <span>{children}</span>
    </li>
  );
}

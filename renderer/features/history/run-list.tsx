import { StickyNote, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { ModelSummary } from '../../../engine/api/contract.ts';
import type { Diagnostic } from '../../../engine/errors.ts';
import type { RunSummary, RunVariantSummary } from '../../../engine/history/run-record.ts';
import { Segmented } from '../../components/segmented.tsx';
import { useHistory } from '../../stores/use-stores.tsx';
import { formatDate, formatMs, formatPercent } from '../../text/format.ts';

interface RunListProps {
  readonly runs: readonly RunSummary[];
  readonly diagnostics: readonly Diagnostic[];
  readonly model: ModelSummary;
}

export function RunList({ runs, diagnostics, model }: RunListProps) {
  const lineage = useHistory((state) => state.lineage);
  const [scope, setScope] = useState<'model' | 'all'>('all');
  const ofModel = new Set(lineage?.runs.map(({ runId }) => runId));
  const shown = scope === 'all' ? runs : runs.filter(({ runId }) => ofModel.has(runId));
  return (
    <section aria-label="Runs" className="flex flex-col gap-2 p-4">
      {diagnostics.map(({ code, message }) => (
        <p key={code} className="flex gap-2 rounded-md border border-line bg-warn-soft px-3 py-2 wrap-anywhere">
          <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
          {message}
        </p>
      ))}
      <div className="flex items-center justify-between gap-2">
        <h2 className="font-semibold">Runs</h2>
        <Segmented
          label="Which runs"
          value={scope}
          options={[
            { value: 'all', label: 'All models' },
            { value: 'model', label: 'This model' },
          ]}
          onChange={setScope}
        />
      </div>
      {shown.length === 0 ? (
        <p className="rounded-md border border-dashed border-line-strong px-3 py-6 text-center text-ink-2">
          {runs.length === 0
            ? 'Nothing has been measured yet. Every finished comparison is kept here.'
            : `${model.name} has not been measured yet.`}
        </p>
      ) : (
        <ul className="flex flex-col gap-1">
          {shown.map((run) => (
            <RunRow key={run.runId} run={run} />
          ))}
        </ul>
      )}
    </section>
  );
}

const inWords = ({ label, latencyMs, top1 }: RunVariantSummary) => {
  if (latencyMs === undefined) return `${label} failed`;
  return `${label} ${formatMs(latencyMs)}${top1 === undefined ? '' : `, ${formatPercent(top1, 2)}`}`;
};

function RunRow({ run }: { readonly run: RunSummary }) {
  const { runId, modelName, modelPath, measuredAt, provider, device, variants, note } = run;
  const open = useHistory((state) => state.open);
  const toggleBeside = useHistory((state) => state.toggleBeside);
  const isOpen = useHistory((state) => state.opened.some((other) => other.runId === runId));
  return (
    <li
      className={`grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-2.5 rounded-md border px-2.5 py-1.5 ${isOpen ? 'border-accent bg-accent-soft' : 'border-line bg-surface-2'}`}
    >
      <input
        type="checkbox"
        checked={isOpen}
        onChange={() => void toggleBeside(runId)}
        aria-label={`Put run ${runId} beside the other`}
        className="mt-1 size-3.5 accent-(--accent)"
      />
      <button type="button" className="min-w-0 rounded-sm text-left" onClick={() => void open(runId)} title={modelPath}>
        <span className="flex flex-wrap items-baseline justify-between gap-x-3">
          <span className="min-w-0 font-medium wrap-anywhere">{modelName}</span>
          <span className="text-sm text-ink-2 tabular-nums">
            {runId} · {formatDate(measuredAt)}
          </span>
        </span>
        <span className="block text-sm text-ink-2 wrap-anywhere tabular-nums">{variants.map(inWords).join(' · ')}</span>
        <span className="block text-sm text-ink-3 wrap-anywhere">
          {provider} on {device}
        </span>
        {note !== '' && (
          <span className="mt-0.5 flex gap-1.5 text-sm wrap-anywhere">
            <StickyNote className="mt-0.5 size-3.5 shrink-0 text-ink-3" aria-hidden />
            {note}
          </span>
        )}
      </button>
    </li>
  );
}

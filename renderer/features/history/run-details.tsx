import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ModelSummary } from '../../../engine/api/contract.ts';
import type { StoredRun } from '../../../engine/history/run-record.ts';
import { Button } from '../../components/button.tsx';
import { useHistory, useStores } from '../../stores/use-stores.tsx';
import { formatDate } from '../../text/format.ts';
import { ConditionsLine } from '../report/conditions-line.tsx';
import { FiguresTable } from '../report/figures-table.tsx';
import { ReportCharts } from '../report/report-charts.tsx';
import { ReportMenu } from '../report/report-menu.tsx';

interface RunDetailsProps {
  readonly run: StoredRun;
  readonly model: ModelSummary;
}

/** One run of the history: its figures and charts, its note, its plan. */
export function RunDetails({ run, model }: RunDetailsProps) {
  const { notifications } = useStores();
  const remove = useHistory((state) => state.remove);
  const removeRun = async () => {
    const removed = await remove(run.runId);
    if (!removed.ok)
      notifications.getState().notify({ tone: 'bad', title: 'The run was not deleted', error: removed.error });
  };
  return (
    <div className="flex flex-col gap-4">
      <header className="flex flex-wrap items-start justify-between gap-2">
        <div className="min-w-0">
          <h2 className="text-lg font-semibold wrap-anywhere">{run.model.name}</h2>
          <p className="text-sm text-ink-2">
            Run {run.runId}, {formatDate(run.report.conditions.measuredAt)}, Lathe {run.versions.lathe}
          </p>
        </div>
        <div className="flex gap-2">
          <ReportMenu source={{ kind: 'run', runId: run.runId }} modelName={run.model.name} />
          <Button onClick={() => void removeRun()}>
            <Trash2 aria-hidden />
            Delete
          </Button>
        </div>
      </header>
      <Note run={run} />
      <section aria-label="Figures of the run">
        <FiguresTable report={run.report} model={model} exportable={false} />
        <ConditionsLine conditions={run.report.conditions} />
      </section>
      <ReportCharts report={run.report} />
    </div>
  );
}

/** Saved when it is left. */
function Note({ run: { runId, note } }: { readonly run: StoredRun }) {
  const { notifications } = useStores();
  const setNote = useHistory((state) => state.setNote);
  const [draft, setDraft] = useState(note);
  const save = async () => {
    if (draft === note) return;
    const saved = await setNote(runId, draft);
    if (!saved.ok)
      notifications.getState().notify({ tone: 'bad', title: 'The note was not saved', error: saved.error });
  };
  return (
    <label className="flex flex-col gap-1">
      <span className="text-sm text-ink-2">Note</span>
      <textarea
        value={draft}
        rows={2}
        maxLength={20_000}
        placeholder="What this run was for. Saved when you leave the field."
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => void save()}
        className="w-full resize-y rounded-md border border-line-strong/60 bg-surface-2 px-2 py-1.5 placeholder:text-ink-3"
      />
    </label>
  );
}

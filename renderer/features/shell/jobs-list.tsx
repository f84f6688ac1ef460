import { useEffect, useRef, useState } from 'react';
import type { JobId, JobView, MoveDirection } from '../../../engine/api/contract.ts';
import { isInLine } from '../../stores/jobs-store.ts';
import { useStores } from '../../stores/use-stores.tsx';
import { JobRow } from './job-row.tsx';
import { panelOf, toJobTitle, toJobWords } from './job-words.ts';

interface JobsListProps {
  readonly jobs: readonly JobView[];
  /** The user went to what a job is about. */
  readonly onLeave: () => void;
}

/** What runs and waits in its order, and what ended last. */
export function JobsList({ jobs, onLeave }: JobsListProps) {
  const { jobs: store, model, view } = useStores();
  const line = jobs.filter(({ state }) => isInLine(state));
  const ended = jobs.filter(({ state }) => !isInLine(state));
  const waitingCount = line.filter(({ state }) => state.status === 'queued').length;
  const { frame, touched, touch } = useFocusOfRow(jobs);
  const moved = line.find(({ jobId }) => jobId === touched?.jobId);
  const move = (jobId: JobId, direction: MoveDirection) => {
    touch({ jobId, button: direction });
    void store.getState().move(jobId, direction);
  };
  const cancel = (jobId: JobId) => {
    touch({ jobId, button: 'cancel' });
    void store.getState().cancel(jobId);
  };
  const show = ({ modelId, kind }: JobView) => {
    const panel = panelOf[kind];
    if (panel === 'side-by-side') view.getState().showSideBySide(true);
    else {
      model.getState().show(modelId);
      view.getState().showPanel(panel);
    }
    onLeave();
  };
  return (
    <div ref={frame} tabIndex={-1} className="flex flex-col gap-3 outline-none">
      <p role="status" className="sr-only">
        {moved?.state.status === 'queued' && `${toJobTitle(moved)}: ${toJobWords(moved).rest}`}
      </p>
      <div>
        <h2 className="font-semibold">Jobs</h2>
        <p className="text-sm text-ink-2">
          {line.length === 0
            ? 'Nothing runs. What you start next begins at once.'
            : 'One at a time, so that none disturbs what another measures.'}
        </p>
      </div>
      {line.length > 0 && (
        <ol aria-label="Running and waiting" className="flex flex-col divide-y divide-line border-y border-line">
          {line.map((job) => (
            <JobRow
              key={job.jobId}
              job={job}
              waitingCount={waitingCount}
              onMove={move}
              onCancel={cancel}
              onShow={show}
            />
          ))}
        </ol>
      )}
      {ended.length > 0 && (
        <section>
          <h3 className="text-sm font-semibold text-ink-2">Ended last</h3>
          <ul className="flex flex-col divide-y divide-line">
            {ended.map((job) => (
              <JobRow key={job.jobId} job={job} waitingCount={0} onMove={move} onCancel={cancel} onShow={show} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

interface Touch {
  readonly jobId: JobId;
  /** The button that was pressed. */
  readonly button: MoveDirection | 'cancel';
}

/** Where a job is in the line; it changes when the engine has done what a button asked for. */
function placeOf(jobs: readonly JobView[], jobId: JobId): string {
  const state = jobs.find((job) => job.jobId === jobId)?.state;
  return state?.status === 'queued' ? `queued ${state.position}` : (state?.status ?? 'gone');
}

/**
 * A row that moves is taken out of the page for a moment, a button at the end of its way is disabled, and a cancelled job leaves the
 * line: the focus stays with the row that was touched, or else with the heading. Once, so that it is never taken from elsewhere.
 */
function useFocusOfRow(jobs: readonly JobView[]) {
  const frame = useRef<HTMLDivElement>(null);
  const [touched, setTouched] = useState<Touch>();
  const pending = useRef<Touch & { readonly place: string }>(undefined);
  useEffect(() => {
    const touch = pending.current;
    if (touch === undefined || placeOf(jobs, touch.jobId) === touch.place) return;
    pending.current = undefined;
    if (document.activeElement !== document.body) return;
    const buttons = frame.current?.querySelectorAll<HTMLButtonElement>(`ol [data-job="${touch.jobId}"] [data-move]`);
    const enabled = [...(buttons ?? [])].filter(({ disabled }) => !disabled);
    const next = enabled.find(({ dataset }) => dataset.move === touch.button) ?? enabled[0];
    (next ?? frame.current)?.focus();
  }, [jobs]);
  const touch = (next: Touch) => {
    pending.current = { ...next, place: placeOf(jobs, next.jobId) };
    setTouched(next);
  };
  return { frame, touched, touch };
}

import { ArrowDown, ArrowUp, ScrollText, X } from 'lucide-react';
import type { JobId, JobView, MoveDirection } from '../../../engine/api/contract.ts';
import { IconButton } from '../../components/button.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { isInLine } from '../../stores/jobs-store.ts';
import { useJobs, useModel } from '../../stores/use-stores.tsx';
import { toMessage } from '../../text/messages.ts';
import { Log } from '../benchmark/log.tsx';
import { toJobTitle, toJobWords } from './job-words.ts';

interface JobRowProps {
  readonly job: JobView;
  /** How many wait in all: the last of them cannot move later. */
  readonly waitingCount: number;
  readonly onMove: (jobId: JobId, direction: MoveDirection) => void;
  readonly onCancel: (jobId: JobId) => void;
  readonly onShow: (job: JobView) => void;
}

export function JobRow({ job, waitingCount, onMove, onCancel, onShow }: JobRowProps) {
  const { jobId, model, modelId, state } = job;
  const showLog = useJobs((jobs) => jobs.showLog);
  const lines = useJobs(({ log }) => (log?.jobId === jobId ? log.lines : undefined));
  const isOpen = useModel(({ models }) => models.some((candidate) => candidate.modelId === modelId));
  const title = toJobTitle(job);
  const { stage, rest } = toJobWords(job);
  return (
    <li data-job={jobId} className="py-2">
      <div className="flex items-start gap-1">
        <div className="min-w-0 flex-1">
          {isOpen ? (
            <button
              type="button"
              onClick={() => onShow(job)}
              className="rounded-sm text-left font-medium wrap-anywhere hover:underline"
            >
              {title}
            </button>
          ) : (
            <p className="font-medium wrap-anywhere">{title}</p>
          )}
          <p className="truncate text-sm text-ink-2" title={model}>
            {model}
          </p>
        </div>
        {state.status !== 'queued' && (
          <IconButton
            label={`Log of ${title}`}
            aria-expanded={lines !== undefined}
            onClick={() => void showLog(lines === undefined ? jobId : undefined)}
          >
            <ScrollText />
          </IconButton>
        )}
        {state.status === 'queued' && (
          <>
            <IconButton
              label={`Earlier: ${title}`}
              data-move="earlier"
              disabled={state.position === 1}
              onClick={() => onMove(jobId, 'earlier')}
            >
              <ArrowUp />
            </IconButton>
            <IconButton
              label={`Later: ${title}`}
              data-move="later"
              disabled={state.position === waitingCount}
              onClick={() => onMove(jobId, 'later')}
            >
              <ArrowDown />
            </IconButton>
          </>
        )}
        {isInLine(state) && (
          <IconButton label={`Cancel: ${title}`} onClick={() => onCancel(jobId)}>
            <X />
          </IconButton>
        )}
      </div>
      <div className="flex items-baseline justify-between gap-3 text-sm text-ink-2 tabular-nums">
        <span className={`min-w-0 truncate ${state.status === 'failed' ? 'text-bad' : ''}`} title={stage}>
          {stage}
        </span>
        <span className="shrink-0">{rest}</span>
      </div>
      {state.status === 'running' && (
        <div className="mt-1">
          <ProgressBar label={`Progress of ${title}`} fraction={state.progress?.fraction} />
        </div>
      )}
      {state.status === 'failed' && <p className="mt-0.5 text-sm wrap-anywhere">{toMessage(state.error).title}</p>}
      {lines !== undefined && (
        <div className="mt-1.5">
          {lines.length === 0 ? <p className="text-sm text-ink-3">Nothing was said so far.</p> : <Log lines={lines} />}
        </div>
      )}
    </li>
  );
}

import { X } from 'lucide-react';
import type { JobProgress } from '../../../engine/api/contract.ts';
import { Button } from '../../components/button.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { formatInteger, formatPercent, formatRemaining } from '../../text/format.ts';
import { Log } from './log.tsx';

interface RunningJobProps {
  readonly phase: 'starting' | 'working' | 'cancelling';
  readonly progress: JobProgress | undefined;
  readonly log: readonly string[];
  readonly onCancel: (() => void) | undefined;
}

const waitingWords = { starting: 'Starting', working: 'Preparing', cancelling: 'Cancelling' };

export function RunningJob({ phase, progress, log, onCancel }: RunningJobProps) {
  const stage = phase === 'cancelling' ? 'Cancelling' : (progress?.stage ?? waitingWords[phase]);
  return (
    <section aria-label="Running comparison" className="rounded-lg border border-line bg-surface-1 p-3">
      <div className="flex items-center gap-3">
        <p role="status" className="min-w-0 flex-1 truncate font-medium" title={stage}>
          {stage}
        </p>
        <Button disabled={onCancel === undefined || phase === 'cancelling'} onClick={onCancel}>
          <X aria-hidden />
          Cancel
        </Button>
      </div>
      <div className="mt-2">
        <ProgressBar label="Progress of the comparison" fraction={progress?.fraction} />
      </div>
      <div className="mt-1.5 flex h-5 justify-between text-sm text-ink-2 tabular-nums">
        {progress !== undefined && (
          <>
            <span>
              {formatPercent(progress.fraction, 0)}
              {progress.totalCount > 0 &&
                `, ${formatInteger(progress.doneCount)} of ${formatInteger(progress.totalCount)} ${progress.unit}`}
            </span>
            {progress.remainingMs !== undefined && <span>about {formatRemaining(progress.remainingMs)} left</span>}
          </>
        )}
      </div>
      {log.length > 0 && (
        <div className="mt-2">
          <Log lines={log} />
        </div>
      )}
    </section>
  );
}

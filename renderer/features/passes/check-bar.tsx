import { FlaskConical, X } from 'lucide-react';
import type { ProofOutcome } from '../../../engine/passes/proof/proof.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import type { CheckJob } from '../../stores/check-store.ts';
import { toInputShapes } from '../../stores/precision-store.ts';
import { useCheck, useStores } from '../../stores/use-stores.tsx';
import { toCheckWords, toSummary } from './check-words.ts';

/** Proves every change of the plan on random inputs, and says what came of it. */
export function CheckBar() {
  const { precision } = useStores();
  const { job, start, cancel } = useCheck((state) => state);
  const begin = () => void start(toInputShapes(precision.getState()));
  return (
    <section aria-label="Numeric check" className="flex items-center gap-2 border-b border-line px-3 py-1.5">
      {job.status === 'running' || job.status === 'starting' ? (
        <>
          <div role="status" className="flex min-w-0 flex-1 flex-col gap-1">
            <p className="text-sm text-ink-2">{toProgressWords(job)}</p>
            <ProgressBar
              label="Numeric check"
              fraction={job.status === 'running' ? job.progress?.fraction : undefined}
            />
          </div>
          <IconButton label="Cancel the check" onClick={() => void cancel()}>
            <X aria-hidden />
          </IconButton>
        </>
      ) : (
        <>
          {job.status === 'failed' ? (
            <div className="min-w-0 flex-1">
              <Failure error={job.error} doing="Nothing was checked" />
            </div>
          ) : (
            <p role="status" className="min-w-0 flex-1 text-sm text-ink-2 wrap-anywhere">
              {job.status === 'done' ? toSummary(job.report) : 'Run every change before and after it, and compare.'}
            </p>
          )}
          <Button onClick={begin}>
            <FlaskConical aria-hidden />
            {job.status === 'done' ? 'Check again' : 'Check numerically'}
          </Button>
        </>
      )}
    </section>
  );
}

/** What the check has shown of one change. */
export function CheckWords({ outcome }: { readonly outcome: ProofOutcome }) {
  const isWrong = outcome.status === 'different';
  return (
    <span className={isWrong ? 'text-sm font-medium text-bad' : 'text-sm text-ink-3 tabular-nums'}>
      {toCheckWords(outcome)}
    </span>
  );
}

function toProgressWords(job: Extract<CheckJob, { readonly status: 'starting' | 'running' }>): string {
  if (job.status === 'starting' || job.progress === undefined) return 'Starting the check';
  const { stage, doneCount, totalCount, unit } = job.progress;
  return totalCount === 0 ? stage : `${stage}: ${doneCount} of ${totalCount} ${unit}`;
}

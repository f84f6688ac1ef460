import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, IconButton } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import type { PlanJob, PlanJobKind, PlanJobState, PlanReport } from '../../stores/plan-job-store.ts';
import { toPlanInputs } from '../../stores/precision-store.ts';
import { useStores } from '../../stores/use-stores.tsx';

interface PlanJobBarProps<K extends PlanJobKind> extends Pick<PlanJobState<K>, 'job' | 'start' | 'cancel'> {
  /** 'Numeric check' */
  readonly label: string;
  readonly icon: ReactNode;
  /** What it would do, before it was done. */
  readonly offer: string;
  readonly action: string;
  readonly again: string;
  /** What could not be done when it fails. */
  readonly failure: string;
  readonly summarize: (report: PlanReport<K>) => string;
}

/** Starts a job about the plan on screen, shows how far it is, and what came of it. */
export function PlanJobBar<K extends PlanJobKind>(props: PlanJobBarProps<K>) {
  const { job, start, cancel, label, icon, offer, action, again, failure, summarize } = props;
  const { precision } = useStores();
  if (job.status === 'running' || job.status === 'starting') {
    return (
      <Frame label={label}>
        <div role="status" className="flex min-w-0 flex-1 flex-col gap-1">
          <p className="text-sm text-ink-2">{toProgressWords(job, label)}</p>
          <ProgressBar label={label} fraction={job.status === 'running' ? job.progress?.fraction : undefined} />
        </div>
        <IconButton label={`Cancel: ${label}`} onClick={() => void cancel()}>
          <X aria-hidden />
        </IconButton>
      </Frame>
    );
  }
  return (
    <Frame label={label}>
      {job.status === 'failed' ? (
        <div className="min-w-0 flex-1">
          <Failure error={job.error} doing={failure} />
        </div>
      ) : (
        <p role="status" className="min-w-0 flex-[1_1_10rem] text-sm text-ink-2 wrap-anywhere">
          {job.status === 'done' ? summarize(job.report) : offer}
        </p>
      )}
      <Button className="shrink-0" onClick={() => void start(toPlanInputs(precision.getState()))}>
        {icon}
        {job.status === 'done' ? again : action}
      </Button>
    </Frame>
  );
}

function Frame({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section aria-label={label} className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-1.5">
      {children}
    </section>
  );
}

function toProgressWords<K extends PlanJobKind>(job: PlanJob<K>, label: string): string {
  if (job.status !== 'running' || job.progress === undefined) return `Starting: ${label}`;
  const { stage, doneCount, totalCount, unit } = job.progress;
  return totalCount === 0 ? stage : `${stage}: ${doneCount} of ${totalCount} ${unit}`;
}

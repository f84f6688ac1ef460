import { Play, SlidersHorizontal } from 'lucide-react';
import { lazy, Suspense } from 'react';
import type { ModelSummary } from '../../../engine/api/contract.ts';
import { assertNever } from '../../../engine/errors.ts';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { findProblem } from '../../stores/precision-store.ts';
import { useBenchmark, useModel, usePrecision, useStores, useView } from '../../stores/use-stores.tsx';
import { problemWords } from '../precision/problem-words.ts';
import { compare } from '../shell/commands.ts';
import { Log } from './log.tsx';
import { toPlanWords } from './plan-words.ts';
import { RunningJob } from './running-job.tsx';

/** The charts are drawn after the first comparison; the start screen does not wait for their code. */
const ReportView = lazy(() => import('../report/report-view.tsx').then(({ ReportView }) => ({ default: ReportView })));

/** Draws charts too. */
const ThroughputSection = lazy(() =>
  import('../report/throughput-section.tsx').then(({ ThroughputSection }) => ({ default: ThroughputSection })),
);

export function ComparePanel({ model }: { readonly model: ModelSummary }) {
  const report = useBenchmark((state) => state.report);
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-4">
      <Plan />
      <JobState />
      {report !== undefined && (
        <Suspense>
          <ReportView report={report} model={model} />
        </Suspense>
      )}
      <Suspense>
        <ThroughputSection model={model} />
      </Suspense>
    </div>
  );
}

/** What "Build and compare" will do, in one sentence. */
function Plan() {
  const stores = useStores();
  const choices = usePrecision((state) => state);
  const providerViews = useModel((state) => state.info?.providers);
  const starting = useBenchmark((state) => state.job.status === 'starting');
  const showPanel = useView((state) => state.showPanel);
  const problem = findProblem(choices);
  return (
    <section aria-label="Next comparison" className="flex items-center gap-3">
      <p className="min-w-0 flex-1">
        {problem === undefined ? toPlanWords(choices, providerViews ?? []) : problemWords[problem]}
      </p>
      <Button onClick={() => showPanel('precision')}>
        <SlidersHorizontal aria-hidden />
        Change
      </Button>
      <Button
        weight="primary"
        className="h-8 px-4"
        disabled={problem !== undefined || starting}
        onClick={() => compare(stores)}
      >
        <Play aria-hidden />
        Build and compare
      </Button>
    </section>
  );
}

function JobState() {
  const job = useBenchmark((state) => state.job);
  const cancel = useBenchmark((state) => state.cancel);
  const report = useBenchmark((state) => state.report);
  switch (job.status) {
    case 'idle':
    case 'done':
      return report === undefined && job.status === 'idle' ? <NothingYet /> : null;
    case 'starting':
      return <RunningJob phase="starting" progress={undefined} log={[]} onCancel={undefined} />;
    case 'running':
      return <RunningJob phase={job.phase} progress={job.progress} log={job.log} onCancel={() => void cancel()} />;
    case 'cancelled':
      return (
        <p role="status" className="rounded-md border border-line bg-surface-1 px-3 py-2">
          Cancelled.{' '}
          {report === undefined ? 'Nothing was measured to the end.' : 'The comparison below is the one before.'}
        </p>
      );
    case 'failed':
      return (
        <>
          <Failure error={job.error} doing="The comparison did not finish" />
          {job.log.length > 0 && <Log lines={job.log} />}
        </>
      );
    default:
      return assertNever(job);
  }
}

function NothingYet() {
  return (
    <section aria-label="What is measured" className="rounded-lg border border-line bg-surface-1 p-4">
      <h2 className="font-semibold">Five figures for every variant, side by side</h2>
      <dl className="mt-2 grid grid-cols-[7rem_1fr] gap-y-1">
        <dt className="text-ink-2">Latency</dt>
        <dd>median, 90th and 99th percentile of single runs</dd>
        <dt className="text-ink-2">Throughput</dt>
        <dd>samples per second</dd>
        <dt className="text-ink-2">Efficiency</dt>
        <dd>GFLOP/s achieved, and their share of the peak measured on this machine</dd>
        <dt className="text-ink-2">Accuracy</dt>
        <dd>top-1 and top-5 on labelled data; agreement, SQNR and cosine against the original</dd>
        <dt className="text-ink-2">Memory</dt>
        <dd>peak of the process that ran it, and the size of the file</dd>
      </dl>
    </section>
  );
}

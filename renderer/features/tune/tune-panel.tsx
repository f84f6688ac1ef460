import type { ModelSummary } from '../../../engine/api/contract.ts';
import { assertNever } from '../../../engine/errors.ts';
import { Failure } from '../../components/failure.tsx';
import { useTune } from '../../stores/use-stores.tsx';
import { RunningJob } from '../benchmark/running-job.tsx';
import { ConditionsLine } from '../report/conditions-line.tsx';
import { Answer } from './answer.tsx';
import { CandidateTable } from './candidate-table.tsx';
import { SpeedChart } from './speed-chart.tsx';
import { TuneOrder } from './tune-order.tsx';

/** One button that finds the fastest plan, and everything it tried on the way. */
export function TunePanel({ model }: { readonly model: ModelSummary }) {
  const report = useTune((state) => state.report);
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-4">
      <TuneOrder model={model} />
      <TuneProgress />
      {report !== undefined && (
        <>
          <Answer report={report} model={model} />
          <SpeedChart report={report} />
          <section aria-label="Candidates">
            <CandidateTable report={report} />
            <ConditionsLine conditions={report.conditions} />
          </section>
          {report.remarks.length > 0 && (
            <ul aria-label="Remarks" className="flex max-w-4xl flex-col gap-1 text-sm text-ink-2">
              {report.remarks.map((remark) => (
                <li key={remark}>{remark}</li>
              ))}
            </ul>
          )}
        </>
      )}
    </div>
  );
}

function TuneProgress() {
  const job = useTune((state) => state.job);
  const cancel = useTune((state) => state.cancel);
  switch (job.status) {
    case 'idle':
    case 'done':
      return null;
    case 'starting':
      return <RunningJob phase="starting" progress={undefined} log={[]} onCancel={undefined} />;
    case 'running':
      return <RunningJob phase={job.phase} progress={job.progress} log={[]} onCancel={() => void cancel()} />;
    case 'cancelled':
      return (
        <p role="status" className="rounded-md border border-line bg-surface-1 px-3 py-2">
          Stopped. What was found until then stays.
        </p>
      );
    case 'failed':
      return <Failure error={job.error} doing="The search did not finish" />;
    default:
      return assertNever(job);
  }
}

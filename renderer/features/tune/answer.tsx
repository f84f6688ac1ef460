import { CircleCheck, Download, FolderOpen } from 'lucide-react';
import type { ModelSummary } from '../../../engine/api/contract.ts';
import { assertNever } from '../../../engine/errors.ts';
import type { TuneCandidate, TuneReport } from '../../../engine/report/tune-report.ts';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { isUnderWay } from '../../stores/followed-job.ts';
import { useExports, useModel, useStores, useTune } from '../../stores/use-stores.tsx';
import { formatBytes, formatMs } from '../../text/format.ts';

interface AnswerProps {
  readonly report: TuneReport;
  readonly model: ModelSummary;
}

const stateWords: Readonly<Record<TuneReport['state'], string>> = {
  running: 'Best so far, from screenings',
  finished: 'The answer',
  stopped: 'The best when the search was stopped',
  'out-of-time': 'The answer when the time was up',
};

/** The fastest plan that keeps to the budget, and the way to take it along. */
export function Answer({ report, model }: AnswerProps) {
  const { tune } = useStores();
  const host = useModel((state) => state.info?.host ?? 'browser');
  const exporting = useTune((state) => state.planExport.status === 'running');
  const busy = useTune((state) => isUnderWay(state.job));
  const best = report.candidates.find(({ id }) => id === report.best);
  if (best === undefined) return null;
  const words = busy || report.state !== 'running' ? stateWords[report.state] : stateWords.stopped;
  return (
    <section aria-label="Answer" className="rounded-lg border border-line bg-surface-2 p-4">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
        <div className="min-w-60 flex-1">
          <p className="text-sm text-ink-2">{words}</p>
          <h2 className="text-lg font-semibold wrap-anywhere">{best.name}</h2>
          <p className="text-ink-2 wrap-anywhere">{best.reason}</p>
        </div>
        <Figures best={best} />
        <Button
          weight="primary"
          disabled={busy || exporting || best.speed === undefined}
          onClick={() => void tune.getState().export(model, host)}
        >
          <Download aria-hidden />
          {host === 'window' ? 'Save model, plan and code…' : 'Download model, plan and code'}
        </Button>
      </div>
      <ExportOutcome />
    </section>
  );
}

function Figures({ best: { speed, sizeBytes } }: { readonly best: TuneCandidate }) {
  if (speed === undefined) return null;
  const interval = speed.speedupInterval;
  return (
    <dl className="flex gap-6 tabular-nums">
      <div>
        <dt className="text-sm text-ink-2">Speed-up</dt>
        <dd className="text-xl font-semibold">
          {speed.speedup.toFixed(2)}×
          {interval && (
            <span className="block text-xs font-normal text-ink-3">
              {interval.low.toFixed(2)} to {interval.high.toFixed(2)}
            </span>
          )}
        </dd>
      </div>
      <div>
        <dt className="text-sm text-ink-2">Median</dt>
        <dd className="text-xl font-semibold">{formatMs(speed.latencyMs.p50)}</dd>
      </div>
      {sizeBytes !== undefined && (
        <div>
          <dt className="text-sm text-ink-2">File</dt>
          <dd className="text-xl font-semibold">{formatBytes(sizeBytes)}</dd>
        </div>
      )}
    </dl>
  );
}

function ExportOutcome() {
  const { notifications } = useStores();
  const state = useTune(({ planExport }) => planExport);
  const showInFolder = useExports((store) => store.showInFolder);
  switch (state.status) {
    case 'none':
      return null;
    case 'running':
      return (
        <div role="status" className="mt-3 flex flex-col gap-1">
          <p className="text-sm text-ink-2">{state.stage}</p>
          <ProgressBar label="Writing the plan" fraction={state.fraction} />
        </div>
      );
    case 'failed':
      return (
        <div className="mt-3">
          <Failure error={state.error} doing="Nothing was written" />
        </div>
      );
    case 'done': {
      const { path, files, sizeBytes } = state.result;
      const show = async (written: string) => {
        const shown = await showInFolder(written);
        if (!shown.ok) {
          notifications.getState().notify({ tone: 'bad', title: 'The folder could not be shown', error: shown.error });
        }
      };
      return (
        <div role="status" className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1">
          <CircleCheck className="size-4 text-good" aria-hidden />
          <p className="min-w-0 wrap-anywhere">
            {path === undefined ? 'Downloaded' : `Wrote to ${path}`}: {files.join(', ')};{' '}
            <span className="tabular-nums">{formatBytes(sizeBytes)}</span>
          </p>
          {path !== undefined && (
            <Button onClick={() => void show(path)}>
              <FolderOpen aria-hidden />
              Show in folder
            </Button>
          )}
        </div>
      );
    }
    default:
      return assertNever(state);
  }
}

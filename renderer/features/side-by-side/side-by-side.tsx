import { FolderOpen, Play, X } from 'lucide-react';
import type { ModelSummary } from '../../../engine/api/contract.ts';
import { toConditionParts } from '../../../engine/report/conditions.ts';
import type { RaceReport } from '../../../engine/report/race-report.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { type FollowedJob, isUnderWay } from '../../stores/followed-job.ts';
import { findSizesOf } from '../../stores/race-store.ts';
import { useModel, usePrecision, useRace, useStores } from '../../stores/use-stores.tsx';
import { OpeningStatus } from '../open-model/opening-status.tsx';
import { RunFields } from '../precision/run-conditions.tsx';
import { SizeFields } from '../precision/size-fields.tsx';
import type { Command } from '../shell/commands.ts';
import { WindowButtons } from '../shell/window-buttons.tsx';
import { RaceTable } from './race-table.tsx';

/** All open models: what they are, and how fast each is when they are measured by turns. */
export function SideBySide({ run }: { readonly run: (command: Command) => void }) {
  const models = useModel((state) => state.models);
  const leftOut = useRace((state) => state.leftOut);
  const report = useRace((state) => state.report);
  const isOpen = (raced: { readonly modelId: string }) => models.some(({ modelId }) => modelId === raced.modelId);
  const chosen = models.filter(({ modelId }) => !leftOut.has(modelId));
  return (
    <>
      <header className="flex h-11 shrink-0 items-center justify-between gap-3 border-b border-line bg-surface-1 px-4">
        <h1 className="text-lg font-semibold">{models.length} models side by side</h1>
        <div className="flex items-center gap-0.5">
          <IconButton label="Open another model (Ctrl O)" onClick={() => run('open')}>
            <FolderOpen />
          </IconButton>
          <WindowButtons run={run} />
        </div>
      </header>
      <main className="min-h-0 flex-1 overflow-auto">
        <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-4">
          <OpeningStatus />
          <RaceOrder chosen={chosen} />
          <RaceProgress />
          <section aria-label="Models">
            <RaceTable models={models} report={report} />
            <RaceNotes report={report?.models.some(isOpen) ? report : undefined} />
          </section>
        </div>
      </main>
    </>
  );
}

/** What is measured and how, and the button that does it. */
function RaceOrder({ chosen }: { readonly chosen: readonly ModelSummary[] }) {
  const { race, precision } = useStores();
  const provider = usePrecision((state) => state.run.provider);
  const job = useRace((state) => state.job);
  const sizes = useRace((state) => state.sizes);
  const setSize = useRace((state) => state.setSize);
  const open = findSizesOf(chosen);
  const [first] = chosen;
  const isReady = chosen.length > 1 && open.every((name) => sizes[name] !== undefined);
  return (
    <section aria-label="Measure side by side" className="rounded-lg border border-line bg-surface-1 p-4">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <p className="min-w-72 flex-1 text-ink-2">
          {first === undefined || chosen.length < 2
            ? 'Choose two models at least.'
            : `The ${chosen.length} chosen models as their files have them, by turns on ${provider}, with random inputs. Ratios are to ${first.name}.`}
        </p>
        <div className="grid w-60 grid-cols-3 gap-3">
          <RunFields />
        </div>
        <Button
          weight="primary"
          className="h-8 px-4"
          disabled={!isReady || isUnderWay(job)}
          onClick={() => void race.getState().start(chosen, precision.getState().run)}
        >
          <Play aria-hidden />
          Measure side by side
        </Button>
      </div>
      {open.length > 0 && (
        <div className="mt-3">
          <p className="mb-1.5 text-sm text-ink-2">
            These sizes are left open, and latency depends on them. One name means the same in every model.
          </p>
          <SizeFields names={open} sizes={sizes} setSize={setSize} />
        </div>
      )}
    </section>
  );
}

function RaceProgress() {
  const job = useRace((state) => state.job);
  const cancel = useRace((state) => state.cancel);
  if (job.status === 'idle') return null;
  if (job.status === 'failed') return <Failure error={job.error} doing="The models were not measured" />;
  const progress = progressOf(job);
  return (
    <section aria-label="Running measurement" className="flex items-center gap-3 rounded-lg border border-line p-3">
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        <p role="status" className="truncate font-medium">
          {progress?.stage ?? 'Starting'}
        </p>
        <ProgressBar label="Progress of the measurement" fraction={progress?.fraction} />
      </div>
      <Button disabled={job.status !== 'running'} onClick={() => void cancel()}>
        <X aria-hidden />
        Cancel
      </Button>
    </section>
  );
}

const progressOf = (job: FollowedJob) => (job.status === 'running' ? job.progress : undefined);

function RaceNotes({ report }: { readonly report: RaceReport | undefined }) {
  if (report === undefined) return null;
  const remarks = report.models.flatMap((model) => model.remarks);
  return (
    <>
      <p className="mt-1.5 text-xs text-ink-3 tabular-nums">{toConditionParts(report.conditions).join(' · ')}</p>
      <p className="mt-1 text-sm text-ink-2">
        Measured in one run by turns; ratios are to {report.baseline}. Top-1 is from each model’s own newest comparison,
        where that had labelled data.
      </p>
      {remarks.length > 0 && (
        <ul aria-label="Remarks" className="mt-1 flex max-w-4xl flex-col gap-1 text-sm text-ink-2">
          {remarks.map((remark) => (
            <li key={remark}>{remark}</li>
          ))}
        </ul>
      )}
    </>
  );
}

import { useEffect } from 'react';
import type { ModelSummary } from '../../../engine/api/contract.ts';
import { assertNever } from '../../../engine/errors.ts';
import { Failure } from '../../components/failure.tsx';
import { SplitPane } from '../../components/split-pane.tsx';
import { useBenchmark, useHistory, useStores, useView } from '../../stores/use-stores.tsx';
import { LineageView } from './lineage-view.tsx';
import { RunComparisonView } from './run-comparison.tsx';
import { RunDetails } from './run-details.tsx';
import { RunList } from './run-list.tsx';

/** Every comparison that was measured on this machine, one of them or two beside each other. */
export function HistoryPanel({ model }: { readonly model: ModelSummary }) {
  const { history } = useStores();
  const fraction = useView((state) => state.panes.history ?? 0.6);
  const resizePane = useView((state) => state.resizePane);
  const finished = useBenchmark((state) => state.report);
  // A comparison that has just finished belongs into the list.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `finished` says when to read, not what.
  useEffect(() => {
    void history.getState().load(model.modelId);
  }, [history, model.modelId, finished]);
  return (
    <SplitPane
      sideLabel="Run"
      side={<OpenedRuns model={model} />}
      fraction={fraction}
      onResize={(changed) => resizePane('history', changed)}
    >
      <div className="h-full overflow-auto">
        <LineageView />
        <Runs model={model} />
      </div>
    </SplitPane>
  );
}

function Runs({ model }: { readonly model: ModelSummary }) {
  const list = useHistory((state) => state.list);
  switch (list.status) {
    case 'loading':
      return (
        <p role="status" className="p-4 text-ink-2">
          Reading the history…
        </p>
      );
    case 'failed':
      return (
        <div className="p-4">
          <Failure error={list.error} doing="The history was not read" />
        </div>
      );
    case 'ready':
      return <RunList runs={list.runs} diagnostics={list.diagnostics} model={model} />;
    default:
      return assertNever(list);
  }
}

function OpenedRuns({ model }: { readonly model: ModelSummary }) {
  const opened = useHistory((state) => state.opened);
  const [first, second] = opened;
  if (first === undefined) {
    return (
      <p className="p-6 text-center text-ink-2">
        Choose a run to see its figures, or tick two of them to put them beside each other.
      </p>
    );
  }
  const failed = opened.find((run) => run.status === 'failed');
  if (failed?.status === 'failed') {
    return (
      <div className="p-4">
        <Failure error={failed.error} doing={`Run ${failed.runId} was not read`} />
      </div>
    );
  }
  if (first.status !== 'ready' || second?.status === 'loading') {
    return (
      <p role="status" className="p-4 text-ink-2">
        Reading…
      </p>
    );
  }
  return (
    <div className="h-full overflow-auto p-4">
      {second?.status === 'ready' ? (
        <RunComparisonView first={first.run} second={second.run} />
      ) : (
        <RunDetails key={first.runId} run={first.run} model={model} />
      )}
    </div>
  );
}

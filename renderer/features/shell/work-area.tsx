import { Tabs } from 'radix-ui';
import { lazy, Suspense } from 'react';
import type { ModelSummary } from '../../../engine/api/contract.ts';
import { ErrorBoundary } from '../../components/error-boundary.tsx';
import { isBusy } from '../../stores/benchmark-store.ts';
import { isTuning } from '../../stores/tune-store.ts';
import { useBenchmark, useTune, useView } from '../../stores/use-stores.tsx';
import type { Panel } from '../../stores/view-store.ts';
import { ComparePanel } from '../benchmark/compare-panel.tsx';
import { GraphPanel } from '../graph-panel/graph-panel.tsx';
import { OpeningStatus } from '../open-model/opening-status.tsx';
import { WeightsNotice } from '../open-model/weights-notice.tsx';
import { PrecisionPanel } from '../precision/precision-panel.tsx';
import type { Command } from './commands.ts';
import { Header } from './header.tsx';
import { ModelFacts } from './model-facts.tsx';
import { ModelTabs } from './model-tabs.tsx';

/** Draws charts; the start screen does not wait for their code. */
const HistoryPanel = lazy(() =>
  import('../history/history-panel.tsx').then(({ HistoryPanel }) => ({ default: HistoryPanel })),
);

const TunePanel = lazy(() => import('../tune/tune-panel.tsx').then(({ TunePanel }) => ({ default: TunePanel })));

const panels: readonly { readonly name: Panel; readonly label: string }[] = [
  { name: 'graph', label: 'Graph' },
  { name: 'precision', label: 'Precision' },
  { name: 'compare', label: 'Compare' },
  { name: 'tune', label: 'Tune' },
  { name: 'history', label: 'History' },
];

interface WorkAreaProps {
  readonly model: ModelSummary;
  readonly run: (command: Command) => void;
}

/** An open model and its panels. */
export function WorkArea({ model, run }: WorkAreaProps) {
  const panel = useView((state) => state.panel);
  const showPanel = useView((state) => state.showPanel);
  const comparing = useBenchmark((state) => isBusy(state.job));
  const tuning = useTune((state) => isTuning(state.job));
  const show = (name: string) => {
    const chosen = panels.find((candidate) => candidate.name === name);
    if (chosen !== undefined) showPanel(chosen.name);
  };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <ModelTabs />
      <Header model={model} run={run} />
      <Tabs.Root value={panel} onValueChange={show} asChild>
        <main className="flex min-h-0 flex-1 flex-col">
          <div className="flex h-9 shrink-0 items-stretch justify-between gap-6 border-b border-line bg-surface-1 px-4">
            <Tabs.List aria-label="Panels" className="-ml-2.5 flex">
              {panels.map(({ name, label }) => (
                <Tabs.Trigger
                  key={name}
                  value={name}
                  className="relative flex items-center gap-1.5 px-2.5 text-ink-2 hover:text-ink data-[state=active]:font-semibold data-[state=active]:text-ink data-[state=active]:after:absolute data-[state=active]:after:inset-x-2.5 data-[state=active]:after:-bottom-px data-[state=active]:after:h-0.5 data-[state=active]:after:bg-accent"
                >
                  {label}
                  {((name === 'compare' && comparing) || (name === 'tune' && tuning)) && (
                    <span className="size-1.5 animate-pulse rounded-full bg-accent" role="img" aria-label="running" />
                  )}
                </Tabs.Trigger>
              ))}
            </Tabs.List>
            <ModelFacts model={model} />
          </div>
          <div className="flex flex-col gap-2 px-4 py-2 empty:hidden">
            <OpeningStatus />
            <WeightsNotice model={model} />
          </div>
          <Tabs.Content value="graph" className="min-h-0 flex-1 outline-none">
            <ErrorBoundary part="The graph">
              <GraphPanel />
            </ErrorBoundary>
          </Tabs.Content>
          <Tabs.Content value="precision" className="min-h-0 flex-1 overflow-auto outline-none">
            <ErrorBoundary part="The precision panel">
              <PrecisionPanel model={model} />
            </ErrorBoundary>
          </Tabs.Content>
          <Tabs.Content value="compare" className="min-h-0 flex-1 overflow-auto outline-none">
            <ErrorBoundary part="The comparison">
              <ComparePanel model={model} />
            </ErrorBoundary>
          </Tabs.Content>
          <Tabs.Content value="tune" className="min-h-0 flex-1 overflow-auto outline-none">
            <ErrorBoundary part="The tuner">
              <Suspense>
                <TunePanel model={model} />
              </Suspense>
            </ErrorBoundary>
          </Tabs.Content>
          <Tabs.Content value="history" className="min-h-0 flex-1 outline-none">
            <ErrorBoundary part="The history">
              <Suspense>
                <HistoryPanel model={model} />
              </Suspense>
            </ErrorBoundary>
          </Tabs.Content>
        </main>
      </Tabs.Root>
    </div>
  );
}

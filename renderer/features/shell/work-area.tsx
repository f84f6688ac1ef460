import { Tabs } from 'radix-ui';
import { lazy, type ReactNode, Suspense } from 'react';
import type { ModelSummary } from '../../../engine/api/contract.ts';
import { classNames } from '../../components/class-names.ts';
import { ErrorBoundary } from '../../components/error-boundary.tsx';
import { isUnderWay } from '../../stores/followed-job.ts';
import { useBenchmark, useModel, useTune, useView } from '../../stores/use-stores.tsx';
import type { Panel } from '../../stores/view-store.ts';
import { ComparePanel } from '../benchmark/compare-panel.tsx';
import { GraphPanel } from '../graph-panel/graph-panel.tsx';
import { OpeningStatus } from '../open-model/opening-status.tsx';
import { WeightsNotice } from '../open-model/weights-notice.tsx';
import { PrecisionPanel } from '../precision/precision-panel.tsx';
import { SideBySide } from '../side-by-side/side-by-side.tsx';
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

/** The open models: one with its panels, or all of them side by side. */
export function WorkArea({ model, run }: WorkAreaProps) {
  const areSeveral = useModel(({ models }) => models.length > 1);
  const sideBySide = useView((state) => state.sideBySide) && areSeveral;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <ModelTabs />
      {sideBySide ? (
        <ErrorBoundary part="The models side by side">
          <SideBySide run={run} />
        </ErrorBoundary>
      ) : (
        <ModelArea model={model} run={run} />
      )}
    </div>
  );
}

function ModelArea({ model, run }: WorkAreaProps) {
  const panel = useView((state) => state.panel);
  const showPanel = useView((state) => state.showPanel);
  const comparing = useBenchmark((state) => isUnderWay(state.job));
  const tuning = useTune((state) => isUnderWay(state.job));
  const show = (name: string) => {
    const chosen = panels.find((candidate) => candidate.name === name);
    if (chosen !== undefined) showPanel(chosen.name);
  };
  return (
    <>
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
          <TabPanel name="graph" part="The graph">
            <GraphPanel />
          </TabPanel>
          <TabPanel name="precision" part="The precision panel" scrolls>
            <PrecisionPanel model={model} />
          </TabPanel>
          <TabPanel name="compare" part="The comparison" scrolls>
            <ComparePanel model={model} />
          </TabPanel>
          <TabPanel name="tune" part="The tuner" scrolls>
            <Suspense>
              <TunePanel model={model} />
            </Suspense>
          </TabPanel>
          <TabPanel name="history" part="The history">
            <Suspense>
              <HistoryPanel model={model} />
            </Suspense>
          </TabPanel>
        </main>
      </Tabs.Root>
    </>
  );
}

interface TabPanelProps {
  readonly name: Panel;
  /** What it is called when it fails. */
  readonly part: string;
  /** Otherwise it fits what room there is. */
  readonly scrolls?: boolean;
  readonly children: ReactNode;
}

/** What a tab shows; a failure of one leaves the others. */
function TabPanel({ name, part, scrolls = false, children }: TabPanelProps) {
  return (
    <Tabs.Content value={name} className={classNames('min-h-0 flex-1 outline-none', scrolls && 'overflow-auto')}>
      <ErrorBoundary part={part}>{children}</ErrorBoundary>
    </Tabs.Content>
  );
}

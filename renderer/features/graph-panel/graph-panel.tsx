import { LoaderCircle } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { assertNever } from '../../../engine/errors.ts';
import type { ComparedGraphs, OriginalGraph } from '../../../engine/view/graph-view.ts';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { SplitPane } from '../../components/split-pane.tsx';
import { useGraph, useView } from '../../stores/use-stores.tsx';
import { FusionList } from '../passes/fusion-list.tsx';

/** The canvas is the heaviest part of the window; the start screen does not wait for it. */
const GraphView = lazy(() => import('../graph-view/graph-view.tsx').then(({ GraphView }) => ({ default: GraphView })));

const paneName = 'fusion-list';

export function GraphPanel() {
  const load = useGraph((state) => state.load);
  const retry = useGraph((state) => state.retry);
  switch (load.status) {
    case 'empty':
      return null;
    case 'loading':
      if (load.previous !== undefined) return <Graphs {...withOriginal(load.previous)} refreshing />;
      if (load.original !== undefined) return <Graphs original={load.original} graphs={undefined} refreshing={false} />;
      return <Waiting words="Drawing the graph" />;
    case 'ready':
      return <Graphs original={load.original} graphs={load.graphs} refreshing={false} />;
    case 'failed':
      return (
        <div className="mx-auto max-w-2xl p-6">
          <Failure error={load.error} doing="The graph could not be prepared">
            <Button onClick={() => void retry()}>Try again</Button>
          </Failure>
        </div>
      );
    default:
      return assertNever(load);
  }
}

interface GraphsProps {
  readonly original: OriginalGraph;
  /** Undefined while the original is being rewritten. */
  readonly graphs: ComparedGraphs | undefined;
  readonly refreshing: boolean;
}

function Graphs({ original, graphs, refreshing }: GraphsProps) {
  const fraction = useView((state) => state.panes[paneName] ?? 0.28);
  const resize = useView((state) => state.resizePane);
  return (
    <div className="relative h-full">
      <SplitPane
        sideLabel="Fusions"
        side={graphs === undefined ? <Waiting words="Fusing layers" /> : <FusionList graphs={graphs} />}
        fraction={fraction}
        onResize={(next) => resize(paneName, next)}
      >
        <Suspense fallback={<Waiting words="Loading the canvas" />}>
          <GraphView original={original} graphs={graphs} />
        </Suspense>
      </SplitPane>
      {refreshing && (
        <p
          role="status"
          className="absolute top-2 left-1/2 z-20 -translate-x-1/2 rounded-md border border-line bg-surface-2 px-3 py-1 shadow-float"
        >
          Planning again…
        </p>
      )}
    </div>
  );
}

/** The original as it was when these were compared with it. */
const withOriginal = (graphs: ComparedGraphs) => ({
  graphs,
  original: {
    target: graphs.target,
    graph: graphs.before,
    layerCount: graphs.layers.before,
    convention: graphs.convention,
  },
});

function Waiting({ words }: { readonly words: string }) {
  return (
    <div role="status" className="flex h-full items-center justify-center gap-2 text-ink-2">
      <LoaderCircle className="size-4 animate-spin" aria-hidden />
      {words}
    </div>
  );
}

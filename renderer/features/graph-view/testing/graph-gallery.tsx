import '../../../theme/theme.css';
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { ComparedGraphs } from '../../../../engine/view/graph-view.ts';
import { packComparison, packOriginal } from '../../../../engine/view/pack-graph.ts';
import { SplitPane } from '../../../components/split-pane.tsx';
import { TooltipProvider } from '../../../components/tooltip.tsx';
import { createStores } from '../../../stores/create-stores.ts';
import { noSwitches } from '../../../stores/rewrite-switches.ts';
import { StoresProvider } from '../../../stores/use-stores.tsx';
import { createFakeClient } from '../../../testing/fake-client.ts';
import { toOriginal } from '../../../testing/graphs.ts';
import { inceptionModel } from '../../../testing/models.ts';
import { applyTheme } from '../../../theme/theme.ts';
import { FusionList } from '../../passes/fusion-list.tsx';
import { GraphView } from '../graph-view.tsx';
import { bertLike, inceptionLike, randomGraph, residualLike, unetLike } from './sample-graphs.ts';

/** Development page: `?graph=bert&theme=dark`, or `?graph=URL` of a JSON file with ComparedGraphs. */
const samples: Readonly<Record<string, () => ComparedGraphs>> = {
  inception: () => inceptionLike(),
  residual: () => residualLike(),
  unet: () => unetLike(),
  bert: () => bertLike(),
  bert10k: () => bertLike(125),
  bert50k: () => bertLike(640),
  random: () => ({ ...unetLike(), before: randomGraph(7, 300) }),
  empty: () => ({ ...unetLike(), before: { boxes: [], edges: [] }, after: { boxes: [], edges: [] } }),
};

const parameters = new URLSearchParams(window.location.search);
const name = parameters.get('graph') ?? 'inception';
applyTheme(parameters.get('theme') === 'dark' ? 'dark' : 'light');

const client = createFakeClient({
  models: {
    original: async () => ({ ok: true, value: packOriginal(toOriginal(await loadGraphs())) }),
    graph: async () => ({ ok: true, value: packComparison(await loadGraphs()) }),
  },
});
const stores = createStores(client);

async function loadGraphs(): Promise<ComparedGraphs> {
  const sample = samples[name];
  if (sample !== undefined) return sample();
  const response = await fetch(name);
  return response.json();
}

function Gallery() {
  const [graphs, setGraphs] = useState<ComparedGraphs>();
  const [fraction, setFraction] = useState(0.28);
  useEffect(() => {
    void stores.graph.getState().open(inceptionModel.modelId, 'tensorrt', noSwitches);
    return stores.graph.subscribe(({ load }) => {
      if (load.status === 'ready') setGraphs(load.graphs);
    });
  }, []);
  if (graphs === undefined) return null;
  const view = <GraphView original={toOriginal(graphs)} graphs={graphs} />;
  if (parameters.get('list') === 'off') return view;
  return (
    <SplitPane sideLabel="Fusions" side={<FusionList graphs={graphs} />} fraction={fraction} onResize={setFraction}>
      {view}
    </SplitPane>
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('graph-gallery.html has no #root.');
Object.assign(window, { stores });
createRoot(root).render(
  <StrictMode>
    <StoresProvider stores={stores}>
      <TooltipProvider>
        <Gallery />
      </TooltipProvider>
    </StoresProvider>
  </StrictMode>,
);

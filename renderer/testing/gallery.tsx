import '../theme/theme.css';
import { createRoot } from 'react-dom/client';
import { App } from '../app.tsx';
import { createStores, type Stores } from '../stores/create-stores.ts';
import { noSwitches } from '../stores/rewrite-switches.ts';
import { startWorkbench } from '../stores/start-workbench.ts';
import { StoresProvider } from '../stores/use-stores.tsx';
import { type ThemeChoice, toTheme } from '../theme/theme.ts';
import { compareJob, createFakeClient, exportJob, type FakeClient, refuse } from './fake-client.ts';
import { appInfo } from './models.ts';
import { labelledReport, unlabelledReport } from './reports.ts';

/**
 * Every panel in every state, on the fixtures and without an engine: `npx vite renderer`, then
 * /testing/gallery.html?state=report&theme=dark. The product build does not contain it.
 */
interface Scene {
  readonly client?: () => FakeClient;
  readonly play?: (stores: Stores, client: FakeClient) => unknown;
}

const openSample = (stores: Stores) =>
  stores.model.getState().open({ kind: 'sample', sampleId: 'inception-fashion', title: 'Inception, Fashion-MNIST' });

const never = () => new Promise<never>(() => {});

async function comparing(stores: Stores, client: FakeClient) {
  await openSample(stores);
  stores.view.getState().showPanel('compare');
  const { toCompareRequest } = await import('../stores/precision-store.ts');
  const model = stores.model.getState().model;
  if (model === undefined) return;
  void stores.benchmark.getState().start(toCompareRequest(stores.precision.getState(), model.modelId, noSwitches));
  for (const line of ['FP32: 54 layers in 27', 'FP16: converted, 25 constants', 'INT8: pass 1 of 2, 512 samples']) {
    client.emit(compareJob, { type: 'log', line });
  }
  client.emit(compareJob, {
    type: 'progress',
    stage: 'Calibrating INT8 (pass 2 of 2)',
    fraction: 0.43,
    doneCount: 220,
    totalCount: 512,
    unit: 'samples',
    remainingMs: 74_000,
  });
}

const scenes: Readonly<Record<string, Scene>> = {
  start: {},
  'start-browser': {
    client: () =>
      createFakeClient({ app: { info: async () => ({ ok: true, value: { ...appInfo, host: 'browser' } }) } }),
  },
  'start-sending': {
    client: () => ({
      ...createFakeClient(),
      upload: (_files, { onProgress }) => {
        onProgress(0.37);
        return never();
      },
    }),
    play: (stores) =>
      void stores.model.getState().open({ kind: 'files', files: [new File([], 'yolo-detector-v3.onnx')] }),
  },
  'start-opening': {
    client: () => createFakeClient({ models: { open: never } }),
    play: (stores) => void openSample(stores),
  },
  'start-refused': {
    client: () =>
      createFakeClient({
        models: {
          open: () =>
            refuse('onnx.unsupported-opset', 'This model uses opset 99; the newest supported is 24. Re-export it.'),
        },
      }),
    play: (stores) => stores.model.getState().open({ kind: 'path', path: '/home/ada/models/future.onnx' }),
  },
  'graph-loading': { client: () => createFakeClient({ models: { original: never } }), play: openSample },
  'graph-fusing': { client: () => createFakeClient({ models: { graph: never } }), play: openSample },
  'graph-failed': {
    client: () =>
      createFakeClient({
        models: { graph: () => refuse('pass.did-not-finish', 'The pass fold-constants did not finish.') },
      }),
    play: openSample,
  },
  graph: { play: openSample },
  'graph-refused': {
    play: async (stores) => {
      await openSample(stores);
      await stores.model.getState().open({ kind: 'files', files: [new File([], 'notes.txt'), new File([], 'a.md')] });
    },
  },
  precision: {
    play: async (stores) => {
      await openSample(stores);
      stores.view.getState().showPanel('precision');
    },
  },
  'precision-random': {
    play: async (stores) => {
      await openSample(stores);
      stores.view.getState().showPanel('precision');
      stores.precision.getState().setCalibration({ kind: 'random' });
      stores.precision.getState().setEvaluation(undefined);
    },
  },
  'precision-needs-data': {
    play: async (stores) => {
      await stores.model.getState().open({ kind: 'path', path: '/home/ada/models/inception_fashion.onnx' });
      stores.view.getState().showPanel('precision');
      stores.precision.getState().toggleVariant('int8');
    },
  },
  'compare-empty': {
    play: async (stores) => {
      await openSample(stores);
      stores.view.getState().showPanel('compare');
    },
  },
  running: { play: comparing },
  'running-again': {
    client: () => createFakeClient({ compare: { latest: () => Promise.resolve({ ok: true, value: labelledReport }) } }),
    play: comparing,
  },
  'compare-failed': {
    play: async (stores, client) => {
      await comparing(stores, client);
      client.emit(compareJob, {
        type: 'failed',
        error: { code: 'data.unreadable', message: 'train-images.gz ends after 3 of 512 samples.', details: {} },
      });
    },
  },
  report: {
    play: async (stores, client) => {
      await comparing(stores, client);
      client.emit(compareJob, { type: 'done', result: { kind: 'compare', report: labelledReport } });
    },
  },
  'report-unlabelled': {
    play: async (stores, client) => {
      await comparing(stores, client);
      client.emit(compareJob, { type: 'done', result: { kind: 'compare', report: unlabelledReport } });
    },
  },
  history: {
    play: async (stores) => {
      await openSample(stores);
      stores.view.getState().showPanel('history');
      await stores.history.getState().open(12);
    },
  },
  'history-two': {
    play: async (stores) => {
      await openSample(stores);
      stores.view.getState().showPanel('history');
      await stores.history.getState().open(7);
      await stores.history.getState().toggleBeside(12);
    },
  },
  'history-empty': {
    client: () =>
      createFakeClient({
        history: { list: () => Promise.resolve({ ok: true, value: { runs: [], diagnostics: [] } }) },
      }),
    play: async (stores) => {
      await openSample(stores);
      stores.view.getState().showPanel('history');
    },
  },
  exported: {
    play: async (stores, client) => {
      await comparing(stores, client);
      client.emit(compareJob, { type: 'done', result: { kind: 'compare', report: labelledReport } });
      const { model, info } = stores.model.getState();
      if (model === undefined || info === undefined) return;
      client.emit(exportJob, {
        type: 'done',
        result: {
          kind: 'export',
          export: {
            variant: 'int8',
            fileName: 'inception_fashion.int8.onnx',
            path: '/home/ada/exports/inception_fashion.int8.onnx',
            sizeBytes: 348_160,
          },
        },
      });
      await stores.exports.getState().start({
        model,
        variant: 'int8',
        calibration: undefined,
        provider: 'cpu',
        threads: 1,
        batch: 1,
        switches: noSwitches,
        shapes: {},
        host: info.host,
      });
    },
  },
  'export-running': {
    play: async (stores, client) => {
      await openSample(stores);
      stores.view.getState().showPanel('precision');
      const { model, info } = stores.model.getState();
      if (model === undefined || info === undefined) return;
      void stores.exports.getState().start({
        model,
        variant: 'int8',
        calibration: undefined,
        provider: 'cpu',
        threads: 1,
        batch: 1,
        switches: noSwitches,
        shapes: {},
        host: info.host,
      });
      client.emit(exportJob, {
        type: 'progress',
        stage: 'Calibrating INT8 (pass 1 of 2)',
        fraction: 0.2,
        doneCount: 100,
        totalCount: 512,
        unit: 'samples',
      });
    },
  },
  shortcuts: {
    play: (stores) => stores.view.getState().showShortcuts(true),
  },
  'connection-lost': {
    play: async (stores, client) => {
      await openSample(stores);
      stores.view.getState().showPanel('precision');
      client.setConnection({ status: 'lost', attempt: 3 });
      stores.notifications.getState().notify({
        tone: 'bad',
        title: 'Settings were not saved',
        error: { code: 'connection.lost', message: 'The connection to the engine was lost.', details: {} },
      });
    },
  },
};

const parameters = new URLSearchParams(window.location.search);
const scene = scenes[parameters.get('state') ?? ''];
const root = document.getElementById('root');
if (root !== null && scene === undefined) {
  root.textContent = `?state= ${Object.keys(scenes).join(' | ')}  &theme= light | dark`;
} else if (root !== null && scene !== undefined) {
  const theme: ThemeChoice = toTheme('system', parameters.get('theme') === 'dark');
  const client = scene.client?.() ?? createFakeClient();
  await client.rpc.settings.write({ theme });
  const stores = createStores(client);
  stores.view.getState().restore({ theme, panes: {} });
  createRoot(root).render(
    <StoresProvider stores={stores}>
      <App client={client} />
    </StoresProvider>,
  );
  await startWorkbench(client, stores);
  await scene.play?.(stores, client);
}

import type { WireError } from '../../engine/api/contract.ts';
import type { FusionCheck } from '../../engine/report/check-report.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';
import { findStoredTheme } from '../theme/theme.ts';
import { type BenchmarkStore, createBenchmarkStore } from './benchmark-store.ts';
import { type CalibrationStore, createCalibrationStore } from './calibration-store.ts';
import { type CheckStore, createCheckStore } from './check-store.ts';
import { type ConfirmStore, createConfirmStore } from './confirm-store.ts';
import { createDashboardStore, type DashboardStore } from './dashboard-store.ts';
import { createExportStore, type ExportStore } from './export-store.ts';
import { isUnderWay } from './followed-job.ts';
import { createGraphStore, type GraphStore, selectGraphs } from './graph-store.ts';
import { createGridStore, type GridStore } from './grid-store.ts';
import { createHistoryStore, type HistoryStore } from './history-store.ts';
import { createJobsStore, type JobsStore } from './jobs-store.ts';
import { createModelStore, type ModelStore } from './model-store.ts';
import { createNotificationsStore, type NotificationsStore } from './notifications-store.ts';
import { createPrecisionStore, type PrecisionStore } from './precision-store.ts';
import { createRaceStore, type RaceStore } from './race-store.ts';
import { createReportStore, type ReportStore } from './report-store.ts';
import { createRewriteStore, type RewriteStore } from './rewrite-store.ts';
import { leaveOut } from './rewrite-switches.ts';
import { createSettingsWriter, type SettingsWriter } from './settings-writer.ts';
import { createTuneStore, type TuneStore } from './tune-store.ts';
import { createViewStore, type ViewStore } from './view-store.ts';

export interface Stores {
  readonly model: ModelStore;
  readonly graph: GraphStore;
  readonly rewrite: RewriteStore;
  readonly check: CheckStore;
  readonly confirm: ConfirmStore;
  readonly view: ViewStore;
  readonly precision: PrecisionStore;
  readonly calibration: CalibrationStore;
  readonly benchmark: BenchmarkStore;
  readonly dashboard: DashboardStore;
  readonly exports: ExportStore;
  readonly tune: TuneStore;
  readonly grid: GridStore;
  readonly race: RaceStore;
  readonly history: HistoryStore;
  readonly jobs: JobsStore;
  readonly reports: ReportStore;
  readonly notifications: NotificationsStore;
  readonly settings: SettingsWriter;
}

/** Makes the stores of one window and lets those that depend on the open model follow it. */
export function createStores(client: WorkbenchClient): Stores {
  const notifications = createNotificationsStore();
  const notifyFailure = (title: string) => (result: { readonly error: WireError }) =>
    notifications.getState().notify({ tone: 'bad', title, error: result.error });
  const settings = createSettingsWriter(client.rpc.settings.write, notifyFailure('Settings were not saved'));
  const graph = createGraphStore(client);
  const rewrite = createRewriteStore();
  const takeBack = (wrong: readonly FusionCheck[]) => {
    const rules = selectGraphs(graph.getState())?.rules ?? [];
    // What a pass does to the whole graph has no single place to leave out.
    const isPass = (name: string) => rules.find((rule) => rule.name === name)?.example === undefined;
    rewrite.getState().change((switches) => leaveOut(switches, wrong, isPass));
  };
  const model = createModelStore(client, settings);
  const stores: Stores = {
    model,
    graph,
    rewrite,
    check: createCheckStore(client, takeBack),
    confirm: createConfirmStore(client),
    view: createViewStore(settings, findStoredTheme()),
    precision: createPrecisionStore(client, settings),
    calibration: createCalibrationStore(client),
    benchmark: createBenchmarkStore(client, notifyFailure('The comparison failed')),
    dashboard: createDashboardStore(),
    exports: createExportStore(client),
    tune: createTuneStore(client),
    grid: createGridStore(client),
    race: createRaceStore(client),
    history: createHistoryStore(client),
    jobs: createJobsStore(client, notifyFailure('The job stays as it was')),
    reports: createReportStore(client, () => model.getState().info?.host ?? 'browser', notifications),
    notifications,
    settings,
  };
  followModel(stores);
  followCalibration(stores);
  return stores;
}

/** A model that is opened may have been calibrated before, and every comparison or export that ends may have been. */
function followCalibration({ model, benchmark, exports, calibration }: Stores): void {
  const refresh = () => {
    const modelId = model.getState().model?.modelId;
    if (modelId !== undefined) void calibration.getState().refresh(modelId);
  };
  model.subscribe((now, before) => {
    if (now.model?.modelId === before.model?.modelId) return;
    calibration.getState().reset();
    refresh();
  });
  benchmark.subscribe((now, before) => {
    if (now.job.status !== before.job.status && !isUnderWay(now.job)) refresh();
  });
  exports.subscribe((now, before) => {
    if (now.exports.int8?.status !== before.exports.int8?.status && !isUnderWay(now.exports.int8)) refresh();
  });
}

/** A new model or target starts the work that depends on it. */
function followModel(stores: Stores): void {
  const { model, graph, rewrite, check, confirm, view, precision, benchmark, exports, tune, grid } = stores;
  model.subscribe((now, before) => {
    const changed = now.model?.modelId !== before.model?.modelId;
    if (changed) {
      view.getState().clearSelection();
      view.getState().showSideBySide(false);
      exports.getState().reset();
      rewrite.getState().clear();
      if (now.model === undefined) {
        graph.getState().close();
        benchmark.getState().reset();
        tune.getState().reset();
        grid.getState().reset();
        view.getState().showPanel('graph');
        return;
      }
      precision.getState().prefill(now.model);
    }
    // Asked for first: the engine answers in order, and everybody waits for the graph.
    if (now.model !== undefined && (changed || now.target !== before.target)) {
      void graph.getState().open(now.model.modelId, now.target, rewrite.getState().switches);
    }
    if (now.model !== undefined && changed) {
      void benchmark.getState().resume(now.model.modelId);
      void tune.getState().resume(now.model);
      void grid.getState().resume(now.model);
    }
  });
  rewrite.subscribe((now, before) => {
    const { model: open, target } = model.getState();
    const { load } = graph.getState();
    if (now.switches === before.switches || open === undefined) return;
    // A model that was just opened is planned above.
    if (load.status !== 'empty' && load.request.modelId === open.modelId)
      void graph.getState().open(open.modelId, target, now.switches);
  });
  graph.subscribe((now, before) => {
    if (now.load.status !== 'empty' && before.load.status !== 'empty' && now.load.request === before.load.request)
      return;
    for (const job of [check, confirm]) {
      if (now.load.status === 'empty') job.getState().reset();
      else job.getState().follow(now.load.request);
    }
  });
}

import type { WireError } from '../../engine/api/contract.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';
import { findStoredTheme } from '../theme/theme.ts';
import { type BenchmarkStore, createBenchmarkStore } from './benchmark-store.ts';
import { createExportStore, type ExportStore } from './export-store.ts';
import { createGraphStore, type GraphStore } from './graph-store.ts';
import { createModelStore, type ModelStore } from './model-store.ts';
import { createNotificationsStore, type NotificationsStore } from './notifications-store.ts';
import { createPrecisionStore, type PrecisionStore } from './precision-store.ts';
import { createSettingsWriter } from './settings-writer.ts';
import { createViewStore, type ViewStore } from './view-store.ts';

export interface Stores {
  readonly model: ModelStore;
  readonly graph: GraphStore;
  readonly view: ViewStore;
  readonly precision: PrecisionStore;
  readonly benchmark: BenchmarkStore;
  readonly exports: ExportStore;
  readonly notifications: NotificationsStore;
}

/** Makes the stores of one window and lets those that depend on the open model follow it. */
export function createStores(client: WorkbenchClient): Stores {
  const notifications = createNotificationsStore();
  const notifyFailure = (title: string) => (result: { readonly error: WireError }) =>
    notifications.getState().notify({ tone: 'bad', title, error: result.error });
  const settings = createSettingsWriter(client.rpc.settings.write, notifyFailure('Settings were not saved'));
  const stores: Stores = {
    model: createModelStore(client, settings),
    graph: createGraphStore(client),
    view: createViewStore(settings, findStoredTheme()),
    precision: createPrecisionStore(client, settings),
    benchmark: createBenchmarkStore(client),
    exports: createExportStore(client),
    notifications,
  };
  followModel(stores);
  return stores;
}

/** A new model or target starts the work that depends on it. */
function followModel({ model, graph, view, precision, benchmark, exports }: Stores): void {
  model.subscribe((now, before) => {
    const changed = now.model?.modelId !== before.model?.modelId;
    if (changed) {
      view.getState().clearSelection();
      exports.getState().reset();
      if (now.model === undefined) {
        graph.getState().close();
        benchmark.getState().reset();
        view.getState().showPanel('graph');
        return;
      }
      precision.getState().prefill(now.model);
      void benchmark.getState().resume(now.model.modelId);
    }
    if (now.model !== undefined && (changed || now.target !== before.target)) {
      void graph.getState().open(now.model.modelId, now.target);
    }
  });
}

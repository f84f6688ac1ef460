import { createStore } from 'zustand/vanilla';
import type {
  AppInfo,
  CalibrationSpec,
  ExportResult,
  JobId,
  MixedSpec,
  ModelSummary,
  Result,
  WireError,
} from '../../engine/api/contract.ts';
import type { VariantKind } from '../../engine/report/report.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';
import { cancelJob, isUnderWay } from './followed-job.ts';
import type { Provider } from './precision-store.ts';
import { type RewriteSwitches, toWireSwitches } from './rewrite-switches.ts';

export type VariantExport =
  | { readonly status: 'starting' }
  | { readonly status: 'running'; readonly jobId: JobId; readonly stage: string; readonly fraction: number }
  | { readonly status: 'done'; readonly result: ExportResult }
  | { readonly status: 'failed'; readonly error: WireError };

export interface ExportOrder {
  readonly model: ModelSummary;
  readonly variant: VariantKind;
  readonly calibration: CalibrationSpec | undefined;
  /** The goal of a mixed precision; absent for other variants. */
  readonly mixed?: MixedSpec | undefined;
  readonly host: AppInfo['host'];
  /** What it is built for. */
  readonly provider: Provider;
  /** What a search for a mixed precision measures with. */
  readonly threads: number;
  readonly batch: number;
  readonly switches: RewriteSwitches;
  /** Dims of inputs that the model leaves open, for calibration with random data. */
  readonly shapes: Readonly<Record<string, number[]>>;
}

export interface ExportState {
  /** The newest export of each variant of the open model. */
  readonly exports: Readonly<Partial<Record<VariantKind, VariantExport>>>;
  /** Asks where to (in the window), writes, and in the browser hands the file to it. */
  start(order: ExportOrder): Promise<void>;
  /** Ends a running export; nothing is left where it would have been written. */
  cancel(variant: VariantKind): Promise<void>;
  dismiss(variant: VariantKind): void;
  showInFolder(path: string): Promise<Result<true>>;
  reset(): void;
}

export type ExportStore = ReturnType<typeof createExportStore>;

/** 'net.onnx' as INT8 is suggested as 'net.int8.onnx'. */
export const suggestFileName = (modelName: string, variant: VariantKind) =>
  `${modelName.replace(/\.(onnx|caffemodel|prototxt)$/i, '')}.${variant}.onnx`;

/** Exports of the open model, one per variant. */
export function createExportStore(client: WorkbenchClient) {
  return createStore<ExportState>()((set, get) => {
    /** Aborted when another model is opened. */
    let attention = new AbortController();

    const put = (variant: VariantKind, state: VariantExport) =>
      set({ exports: { ...get().exports, [variant]: state } });

    const write = async (order: ExportOrder, path: string | undefined, signal: AbortSignal) => {
      const { variant, calibration, mixed, model, provider, threads, batch, switches, shapes } = order;
      put(variant, { status: 'starting' });
      const started = await client.rpc.exports.start({
        modelId: model.modelId,
        variant,
        provider,
        threads,
        batch,
        ...toWireSwitches(switches),
        shapes,
        ...(calibration && { calibration }),
        ...(mixed && { mixed }),
        ...(path !== undefined && { path }),
      });
      if (signal.aborted) return;
      if (!started.ok) return put(variant, { status: 'failed', error: started.error });
      const { jobId } = started.value;
      put(variant, { status: 'running', jobId, stage: 'Preparing', fraction: 0 });
      for await (const event of client.watchJob(jobId, signal)) {
        if (signal.aborted) return;
        if (event.type === 'progress')
          put(variant, { status: 'running', jobId, stage: event.stage, fraction: event.fraction });
        else if (event.type === 'failed') put(variant, { status: 'failed', error: event.error });
        else if (event.type === 'cancelled') get().dismiss(variant);
        else if (event.type === 'done' && event.result.kind === 'export') {
          put(variant, { status: 'done', result: event.result.export });
          if (event.result.export.downloadPath !== undefined) client.download(event.result.export.downloadPath);
        }
      }
    };

    return {
      exports: {},
      start: async (order) => {
        if (isUnderWay(get().exports[order.variant])) return;
        const { signal } = attention;
        if (order.host === 'browser') return write(order, undefined, signal);
        const suggestedName = suggestFileName(order.model.name, order.variant);
        const chosen = await client.rpc.host.chooseSavePath({ suggestedName });
        if (signal.aborted) return;
        if (!chosen.ok) put(order.variant, { status: 'failed', error: chosen.error });
        else if (chosen.value !== '') await write(order, chosen.value, signal);
      },
      cancel: async (variant) => {
        const state = get().exports[variant];
        if (state?.status === 'running') await cancelJob(client, state.jobId, (failed) => put(variant, failed));
      },
      dismiss: (variant) => {
        const { [variant]: _, ...rest } = get().exports;
        set({ exports: rest });
      },
      showInFolder: (path) => client.rpc.host.showInFolder({ path }),
      reset: () => {
        attention.abort();
        attention = new AbortController();
        set({ exports: {} });
      },
    };
  });
}

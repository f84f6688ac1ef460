import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { Diagnostic, ErrorDetails } from '../errors.ts';
import type { Lineage, RunSummary, StoredRun } from '../history/run-record.ts';
import type { WeightOrigin } from '../importers/weight-origin.ts';
import type { CheckReport } from '../report/check-report.ts';
import type { ConfirmationReport } from '../report/confirmation.ts';
import type { GridReport } from '../report/grid-report.ts';
import type { MixedReport } from '../report/mixed-report.ts';
import type { RaceReport } from '../report/race-report.ts';
import type { CompareReport, VariantKind } from '../report/report.ts';
import type { TuneReport } from '../report/tune-report.ts';
import type { DeviceDescription } from '../runtime/nvidia-devices.ts';
import type { CalibratedTensorView, CalibrationView } from '../view/calibration-view.ts';
import type { StageName } from '../view/graph-view.ts';
import type { PackedComparison, PackedGraph, PackedOriginal } from '../view/packed-graph.ts';
import type { SamplePicture } from '../view/sample-picture.ts';
import {
  batchSize,
  buildFields,
  type CalibrationSpec,
  calibrationSpec,
  type DataSpec,
  dataSpec,
  inputShapes,
  mixedSpec,
  switchFields,
  threadCount,
  variantKind,
} from './contract/building.ts';
import { type JobProgress, type JobView, moveJobRequest } from './contract/jobs.ts';
import { compareRequest, gridRequest, raceRequest, tunedExportRequest, tuneRequest } from './contract/measuring.ts';
import { type JobId, jobId, type ModelId, modelId, path, runId, targetName } from './contract/primitives.ts';
import { reportFormat, reportSource } from './contract/reports.ts';
import { type UiSettings, uiSettingsChanges } from './contract/settings.ts';

export * from './contract/building.ts';
export * from './contract/jobs.ts';
export * from './contract/measuring.ts';
export { type JobId, jobId, type ModelId, modelId, type TargetName, targetName } from './contract/primitives.ts';
export * from './contract/reports.ts';
export * from './contract/settings.ts';

/**
 * The one boundary between the window and the engine. Both sides stop compiling when it changes.
 * One object in, one Result out; long work returns a job id and reports through `jobs.watch`.
 */

/** A WorkbenchError as it crosses the boundary. The window picks words by `code` and falls back to `message`. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly details: ErrorDetails;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError };

export const exportRequest = z.object({
  modelId,
  variant: variantKind,
  ...buildFields,
  calibration: calibrationSpec.optional(),
  /** For the variant 'mixed', as it was compared: then it is not searched again. */
  mixed: mixedSpec.optional(),
  /** What a search measures with. */
  threads: threadCount,
  batch: batchSize,
  /** For calibration with random data. */
  shapes: inputShapes,
  ...switchFields,
  /** Where to write; absent to prepare a download (see `ExportResult.downloadPath`). */
  path: path.optional(),
});
export type ExportRequest = z.infer<typeof exportRequest>;

export const originalRequest = z.object({ modelId, target: targetName });
export type OriginalRequest = z.infer<typeof originalRequest>;

export const graphRequest = z.object({ modelId, target: targetName, ...switchFields });
const stageName = z.enum(['original', 'simplify', 'vertical', 'horizontal', 'concat']) satisfies z.ZodType<StageName>;
export const stageRequest = graphRequest.extend({ stage: stageName });
export type StageRequest = z.infer<typeof stageRequest>;
export type GraphRequest = z.infer<typeof graphRequest>;

export const sampleRequest = z.object({ modelId, data: dataSpec, index: z.number().int().min(0) });
export type SampleRequest = z.infer<typeof sampleRequest>;

export const checkRequest = z.object({
  modelId,
  target: targetName,
  shapes: inputShapes,
  /** Where given, changes are proved on its first samples too. */
  data: dataSpec.optional(),
  ...switchFields,
});
export type CheckRequest = z.infer<typeof checkRequest>;

export interface ProviderView {
  readonly name: string;
  readonly label: string;
  /** The library came with Lathe, was installed since, or is not there. */
  readonly library: 'bundled' | 'installed' | 'absent';
  readonly available: boolean;
  /** Device name, or why it is unavailable and how to get it. */
  readonly note: string;
  /** What it would run on, where a driver tells: even if it cannot yet. */
  readonly devices: readonly DeviceDescription[];
  /** What it takes to have it. */
  readonly hint: string;
  /** A command that fetches its library, where one does. */
  readonly command?: string;
}

export interface AppInfo {
  readonly version: string;
  readonly onnxruntimeVersion: string;
  /** 'window' has native dialogs; 'browser' uploads and downloads. */
  readonly host: 'window' | 'browser';
  readonly processor: string;
  readonly logicalCpuCount: number;
  readonly providers: readonly ProviderView[];
  /** What each precision means on this machine, in plain words. */
  readonly precisionNotes: Readonly<Record<VariantKind, string>>;
  /** A model named when the program was started. */
  readonly startModel?: string;
}

export interface SampleView {
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

export interface RecentFile {
  readonly path: string;
  readonly name: string;
  readonly openedAt: string;
}

export interface ModelSummary {
  readonly modelId: ModelId;
  readonly name: string;
  /** Absolute path, or '' for an upload. */
  readonly path: string;
  readonly format: string;
  readonly opset: number;
  readonly producer: string;
  /** The model file with its external data. */
  readonly sizeBytes: number;
  readonly parameterCount: number;
  /** 'random' and 'absent' make it an architecture: its outputs mean nothing, or there are none. */
  readonly weights: WeightOrigin;
  readonly macs: number;
  readonly operatorCounts: Readonly<Record<string, number>>;
  /** How often each layer type of the model's own framework occurs, where that does not think in ONNX's operators. */
  readonly layerTypeCounts?: Readonly<Record<string, number>>;
  readonly inputs: readonly ModelPort[];
  readonly outputs: readonly ModelPort[];
  readonly diagnostics: readonly Diagnostic[];
  /** Of a model that ships with Lathe. */
  readonly sampleId?: string;
  /** Data that comes with a sample, ready for `compare.start`. */
  readonly data?: DataSpec;
  readonly calibration?: CalibrationSpec;
}

export interface ModelPort {
  readonly name: string;
  readonly dataType: string;
  /** '[N, 3, 224, 224]' */
  readonly shape: string;
  /** Of an input: the open axis that `CompareRequest.batch` sizes. */
  readonly batchAxis?: number;
}

/** A tensor's values for the inspector: at most 256 of them, with statistics over all. */
export interface TensorPreview {
  readonly name: string;
  readonly dataType: string;
  readonly shape: string;
  readonly values: readonly string[];
  readonly elementCount: number;
  readonly sizeBytes: number;
  readonly statistics?: { readonly min: number; readonly max: number; readonly mean: number; readonly std: number };
  /** How many elements lie in each of equal stretches from min to max; absent where they are all equal or some are not finite. */
  readonly histogram?: readonly number[];
}

export interface ExportResult {
  readonly variant: VariantKind;
  readonly fileName: string;
  /** Where it was written, in the window. */
  readonly path?: string;
  /** Relative address of the download, in the browser. */
  readonly downloadPath?: string;
  readonly sizeBytes: number;
}

export interface HistoryList {
  readonly runs: readonly RunSummary[];
  /** What was wrong with the file that keeps them: 'history.damaged' where it was set aside. */
  readonly diagnostics: readonly Diagnostic[];
}

export type WrittenReport = Pick<ExportResult, 'fileName' | 'path' | 'downloadPath'>;

/** A folder with the model, plan.json and sample code; or an archive of it. */
export interface TunedExport {
  readonly path?: string;
  readonly downloadPath?: string;
  readonly files: readonly string[];
  readonly sizeBytes: number;
}

export type JobResult =
  | { readonly kind: 'compare'; readonly report: CompareReport }
  | { readonly kind: 'export'; readonly export: ExportResult }
  | { readonly kind: 'check'; readonly report: CheckReport }
  | { readonly kind: 'confirm'; readonly report: ConfirmationReport }
  | { readonly kind: 'grid'; readonly report: GridReport }
  | { readonly kind: 'race'; readonly report: RaceReport }
  | { readonly kind: 'tune'; readonly report: TuneReport }
  | { readonly kind: 'tuned-export'; readonly export: TunedExport };

export type JobKind = JobResult['kind'];

export type JobEvent =
  | ({ readonly type: 'progress' } & JobProgress)
  | { readonly type: 'log'; readonly line: string }
  /** The result as far as it is known; each replaces the one before. */
  | { readonly type: 'partial'; readonly result: JobResult }
  | { readonly type: 'done'; readonly result: JobResult }
  | { readonly type: 'failed'; readonly error: WireError }
  | { readonly type: 'cancelled' };

/** What the host tells the window unasked. */
export type AppEvent =
  | { readonly type: 'open-file'; readonly path: string }
  | { readonly type: 'menu'; readonly command: MenuCommand };

export type MenuCommand =
  | 'open'
  | 'close-model'
  | 'export'
  | 'compare'
  | 'zoom-to-fit'
  | 'toggle-theme'
  | 'show-shortcuts';

export const contract = {
  app: {
    /** Versions, machine, providers. */
    info: oc.output(type<Result<AppInfo>>()),
    /** Files opened from outside and menu commands, until the caller stops listening. */
    events: oc.output(eventIterator(type<AppEvent>())),
  },
  settings: {
    read: oc.output(type<Result<UiSettings>>()),
    /** Merges the given fields and returns all. */
    write: oc.input(uiSettingsChanges).output(type<Result<UiSettings>>()),
  },
  recent: {
    list: oc.output(type<Result<readonly RecentFile[]>>()),
    clear: oc.output(type<Result<readonly RecentFile[]>>()),
  },
  samples: {
    list: oc.output(type<Result<readonly SampleView[]>>()),
  },
  /** Native dialogs. Error: host.unavailable in the browser. */
  host: {
    chooseFiles: oc
      .input(z.object({ purpose: z.enum(['model', 'data', 'data-folder', 'labels']) }))
      .output(type<Result<readonly string[]>>()),
    /** The chosen path, or '' when the dialog was cancelled. */
    chooseSavePath: oc.input(z.object({ suggestedName: z.string().min(1).max(255) })).output(type<Result<string>>()),
    showInFolder: oc.input(z.object({ path })).output(type<Result<true>>()),
  },
  models: {
    /** Opens a model by path, uploaded id or sample id. Errors: file.*, onnx.*, sample.unknown. */
    open: oc
      .input(
        z.discriminatedUnion('kind', [
          /** `weightsPath` is the caffemodel of a Caffe network, where it is not beside it. */
          z.object({ kind: z.literal('path'), path, weightsPath: path.optional() }),
          z.object({ kind: z.literal('upload'), uploadId: z.string().min(1).max(64) }),
          z.object({ kind: z.literal('sample'), sampleId: z.string().min(1).max(64) }),
        ]),
      )
      .output(type<Result<ModelSummary>>()),
    /** Models open in the engine: a reloaded window finds its work again. */
    list: oc.output(type<Result<readonly ModelSummary[]>>()),
    /** Opens a model anew with made-up weights in place of those that it lacks. Errors: model.not-open, file.*. */
    fillWeights: oc.input(z.object({ modelId })).output(type<Result<ModelSummary>>()),
    close: oc.input(z.object({ modelId })).output(type<Result<true>>()),
    /** The graph as imported, before anything is rewritten: what can be shown at once. Errors: model.not-open. */
    original: oc.input(originalRequest).output(type<Result<PackedOriginal>>()),
    /** The graph as a stage of the rewriting left it. Errors: model.not-open. */
    stage: oc.input(stageRequest).output(type<Result<PackedGraph>>()),
    /** The rewritten graph, the fusions that lead to it and the refusals. Errors: model.not-open. */
    graph: oc.input(graphRequest).output(type<Result<PackedComparison>>()),
    /** One tensor's values, by value name, of the model or of the graph drawn last. Errors: model.not-open, model.unknown-tensor. */
    tensor: oc.input(z.object({ modelId, value: z.string().max(100_000) })).output(type<Result<TensorPreview>>()),
  },
  compare: {
    /** Builds and measures variants. Jobs run one after another. Errors: model.not-open. */
    start: oc.input(compareRequest).output(type<Result<{ readonly jobId: JobId }>>()),
    /** The newest finished report of a model. */
    latest: oc.input(z.object({ modelId })).output(type<Result<CompareReport | null>>()),
  },
  grids: {
    /** Measures throughput and latency over batch sizes and streams; cells come as partial results. Errors: model.not-open. */
    start: oc.input(gridRequest).output(type<Result<{ readonly jobId: JobId }>>()),
  },
  races: {
    /** Measures different open models by turns, each as its file has it. Errors: model.not-open. */
    start: oc.input(raceRequest).output(type<Result<{ readonly jobId: JobId }>>()),
    /** The newest finished race of this start of the engine. */
    latest: oc.output(type<Result<RaceReport | null>>()),
  },
  calibrations: {
    /** What the newest calibration of a model saw; null before the first. Errors: model.not-open. */
    latest: oc.input(z.object({ modelId })).output(type<Result<CalibrationView | null>>()),
    /** One tensor's distribution, with every method's range. Errors: model.not-open, model.unknown-tensor. */
    tensor: oc.input(z.object({ modelId, name: z.string().max(100_000) })).output(type<Result<CalibratedTensorView>>()),
  },
  data: {
    /** One sample as it was read and as preprocessing feeds it, as small pictures. Errors: model.not-open, data.*. */
    sample: oc.input(sampleRequest).output(type<Result<SamplePicture>>()),
  },
  mixed: {
    /** The newest search for a mixed precision, also one that is under way or was cancelled. Errors: model.not-open. */
    latest: oc.input(z.object({ modelId })).output(type<Result<MixedReport | null>>()),
  },
  /** Comparisons that were measured on this machine. Error of all: history.unavailable. */
  history: {
    /** The newest first. */
    list: oc
      .input(z.object({ limit: z.number().int().min(1).max(10_000).default(200) }))
      .output(type<Result<HistoryList>>()),
    /** Error: history.unknown-run. */
    run: oc.input(z.object({ runId })).output(type<Result<StoredRun>>()),
    /** Error: history.unknown-run. */
    setNote: oc.input(z.object({ runId, note: z.string().max(20_000) })).output(type<Result<true>>()),
    /** Error: history.unknown-run. */
    remove: oc.input(z.object({ runId })).output(type<Result<true>>()),
    /** What a model was made from, and what was made and measured of it. Error: model.not-open. */
    lineage: oc.input(z.object({ modelId })).output(type<Result<Lineage>>()),
  },
  reports: {
    /** Writes a run as a document. Without `path` it is prepared for download. Errors: report.nothing-measured, history.*, export.path-needed, file.write-failed. */
    write: oc
      .input(z.object({ source: reportSource, format: reportFormat, path: path.optional() }))
      .output(type<Result<WrittenReport>>()),
  },
  tune: {
    /** Searches the fastest plan; what is known so far comes as partial results. Errors: model.not-open. */
    start: oc.input(tuneRequest).output(type<Result<{ readonly jobId: JobId }>>()),
    /** The newest search of a model, as far as it came: cancelled ones too. */
    latest: oc.input(z.object({ modelId })).output(type<Result<TuneReport | null>>()),
    /** Writes a plan with its model and sample code. Errors: model.not-open, tune.nothing-tuned, export.*. */
    export: oc.input(tunedExportRequest).output(type<Result<{ readonly jobId: JobId }>>()),
  },
  exports: {
    /** Writes one variant, building it first if need be. Errors: model.not-open, export.*. */
    start: oc.input(exportRequest).output(type<Result<{ readonly jobId: JobId }>>()),
  },
  checks: {
    /** Proves every change of a rewriting on random inputs; one that gives other numbers is taken back. Errors: model.not-open. */
    start: oc.input(checkRequest).output(type<Result<{ readonly jobId: JobId }>>()),
  },
  confirmations: {
    /** Finds out which layers of a plan the runtime's own graph has. Errors: model.not-open. The job's: confirm.target, runtime.*. */
    start: oc.input(checkRequest).output(type<Result<{ readonly jobId: JobId }>>()),
  },
  jobs: {
    /** Replays the log and the newest progress, then follows until the job ends. An unknown job has failed: job.unknown. */
    watch: oc.input(z.object({ jobId })).output(eventIterator(type<JobEvent>())),
    /** Answers at once; the work ends within half a second, and what was finished before stays. Errors: job.unknown. */
    cancel: oc.input(z.object({ jobId })).output(type<Result<true>>()),
    /** The job whose work goes on, then those that wait, the next first: a reloaded window reconnects to them. */
    running: oc.output(type<Result<readonly JobView[]>>()),
    /** The same with the newest of those that ended, now and after every change, until the caller stops listening. */
    queue: oc.output(eventIterator(type<readonly JobView[]>())),
    /** Moves a waiting job a place earlier or later; one that waits no more stays as it is. Errors: job.unknown. */
    move: oc.input(moveJobRequest).output(type<Result<true>>()),
  },
};

export type Contract = typeof contract;

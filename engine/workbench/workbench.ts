import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type {
  AppInfo,
  CheckRequest,
  CompareRequest,
  ExportRequest,
  GraphRequest,
  GridRequest,
  JobId,
  ModelId,
  ModelSummary,
  OriginalRequest,
  RaceRequest,
  ReportFormat,
  ReportSource,
  SampleRequest,
  SampleView,
  StageRequest,
  TensorPreview,
  TunedExportRequest,
  TuneRequest,
  WrittenReport,
} from '../api/contract.ts';
import type { DownloadStore } from '../api/host-services.ts';
import { WorkbenchError } from '../errors.ts';
import { History } from '../history/history.ts';
import type { Lineage, NotedRun } from '../history/run-record.ts';
import type { MixedReport } from '../report/mixed-report.ts';
import type { RaceReport } from '../report/race-report.ts';
import type { CompareReport } from '../report/report.ts';
import type { TuneReport } from '../report/tune-report.ts';
import type { Machine } from '../runtime/providers.ts';
import type { SessionFactory } from '../runtime/session.ts';
import type { CalibratedTensorView, CalibrationView } from '../view/calibration-view.ts';
import type { ComparedGraphs, GraphView, OriginalGraph } from '../view/graph-view.ts';
import type { SamplePicture } from '../view/sample-picture.ts';
import { toAppInfo } from './app-info.ts';
import { AskedMachine } from './asked-machine.ts';
import { CalibrationStore } from './calibration-store.ts';
import { rewriteChecked } from './checked-rewrite.ts';
import { compareVariants } from './compare-variants.ts';
import { confirmLayers } from './confirm-layers.ts';
import { modelNotOpen, nothingMeasured, nothingTuned } from './errors.ts';
import { toExportRecord } from './export-record.ts';
import { exportTuned } from './export-tuned.ts';
import { exportVariant } from './export-variant.ts';
import { gridOfVariant } from './grid-of-variant.ts';
import type { JobContext } from './job.ts';
import { orderOf, raceOrderOf } from './job-order.ts';
import { Jobs } from './jobs.ts';
import { type LoadedModel, type LoadOptions, loadModel } from './load-model.ts';
import { OpenModel } from './open-model.ts';
import { PeakFile, type PeakStore } from './peak-file.ts';
import { pictureSample } from './picture-sample.ts';
import { raceModels } from './race-models.ts';
import { rewriteModel } from './rewrite-model.ts';
import { toRunRecord } from './run-record.ts';
import { listSamples, requireSample } from './samples.ts';
import { summarizeModel } from './summarize-model.ts';
import { TimingCacheFile } from './timing-cache-file.ts';
import { timingScopeOf } from './timing-scope.ts';
import { tuneModel } from './tune-model.ts';
import { UserFiles } from './user-files.ts';
import { VariantBuilder } from './variant-builder.ts';
import { writeDocument } from './write-document.ts';

export interface WorkbenchOptions {
  readonly userDataDir: string;
  readonly samplesFolder: string;
  readonly factory: SessionFactory;
  /** What the engine runs on; asked for once. */
  readonly describeMachine: () => Promise<Machine>;
  /** Where exports for download are put; absent where exports are saved by path. */
  readonly downloads?: DownloadStore;
  readonly startModel?: string;
  readonly hostKind: 'window' | 'browser';
  /** Hears of defects that a caller only sees as 'internal'. */
  readonly report: (error: unknown) => void;
}

/** The one stateful object: open models, jobs, what is remembered. It wires the stages; each of them is a function from data to data. */
export class Workbench {
  readonly jobs: Jobs;
  readonly files: UserFiles;
  private readonly calibrations: CalibrationStore;
  readonly history: History;
  private readonly models = new Map<ModelId, OpenModel>();
  private folder: Promise<string> | undefined;
  private readonly machine: AskedMachine;
  private readonly peaks: PeakStore;
  private race: RaceReport | undefined;

  constructor(private readonly options: WorkbenchOptions) {
    this.jobs = new Jobs(options.report);
    this.files = new UserFiles(options.userDataDir);
    this.calibrations = new CalibrationStore(join(options.userDataDir, 'calibrations'));
    this.history = new History(options.userDataDir);
    this.machine = new AskedMachine(options.describeMachine);
    this.peaks = new PeakFile(join(options.userDataDir, 'peaks.json'), ({ provider }) => this.machine.of(provider));
  }

  async info(): Promise<AppInfo> {
    return toAppInfo(await this.machine.get(), this.options.hostKind, this.options.startModel);
  }

  async samples(): Promise<readonly SampleView[]> {
    const samples = await listSamples(this.options.samplesFolder);
    return samples.map(({ id, title, description }) => ({ id, title, description }));
  }

  /** Opens a model file and remembers it among the recent ones. Errors: file.*, onnx.*, caffe.*. */
  async openPath(path: string, options: Pick<LoadOptions, 'weightsPath' | 'signal'> = {}): Promise<ModelSummary> {
    const loaded = await loadModel(resolve(path), options);
    const remembered = await this.files.remember(loaded.path);
    return this.open({ ...loaded, diagnostics: [...loaded.diagnostics, ...remembered] }, {});
  }

  /** Opens a file whose place is nobody's concern. Errors: file.*, onnx.*. */
  async openUpload(path: string, signal?: AbortSignal): Promise<ModelSummary> {
    return this.open(await loadModel(path, { shownPath: basename(path), ...(signal && { signal }) }), { path: '' });
  }

  /** Opens a model that ships with Lathe, with its data. Errors: sample.unknown, sample.invalid. */
  async openSample(sampleId: string, signal?: AbortSignal): Promise<ModelSummary> {
    const sample = await requireSample(this.options.samplesFolder, sampleId);
    const loaded = await loadModel(sample.modelPath, { name: `${sample.id}.onnx`, ...(signal && { signal }) });
    return this.open(loaded, { sampleId: sample.id, data: sample.data, calibration: sample.calibration });
  }

  /** Opens a model anew with made-up weights in place of those that it lacks. Errors: model.not-open, those of loadModel. */
  async fillWeights(modelId: ModelId, signal?: AbortSignal): Promise<ModelSummary> {
    const { loaded, summary } = this.require(modelId);
    const [, weightsPath] = loaded.files;
    const filled = await loadModel(loaded.path, {
      name: loaded.name,
      missingWeights: 'random',
      ...(loaded.format === 'Caffe' && weightsPath !== undefined && { weightsPath }),
      ...(signal && { signal }),
    });
    return this.open(filled, { path: summary.path });
  }

  list(): readonly ModelSummary[] {
    return [...this.models.values()].map(({ summary }) => summary);
  }

  /** Cancels the model's jobs, waits for them to let go, and deletes what was built of it. Errors: model.not-open. */
  async close(modelId: ModelId): Promise<void> {
    const model = this.require(modelId);
    this.models.delete(modelId);
    await this.jobs.cancelAll(modelId);
    await model.builder.dispose();
  }

  /** The graph as imported. Errors: model.not-open. */
  original({ modelId, target }: OriginalRequest): OriginalGraph {
    return this.require(modelId).original(target);
  }

  /** Errors: model.not-open. */
  graphs(request: GraphRequest): ComparedGraphs {
    return this.require(request.modelId).graphs(request);
  }

  /** The graph as a stage of the rewriting left it. Errors: model.not-open. */
  stage(request: StageRequest): GraphView {
    return this.require(request.modelId).stage(request);
  }

  /** A constant of the model, or of the graph drawn last. Errors: model.not-open, model.unknown-tensor. */
  tensor(modelId: ModelId, valueName: string): TensorPreview {
    return this.require(modelId).tensor(valueName);
  }

  /** Errors: model.not-open. The job's: those of compareVariants. */
  startCompare(request: CompareRequest): JobId {
    const model = this.require(request.modelId);
    return this.jobs.start(orderOf(model, 'compare', request.variants), async (job) => {
      const report = await compareVariants(model.loaded, request, {
        builder: model.builder,
        factory: this.options.factory,
        machine: await this.machine.get(),
        peaks: this.peaks,
        job,
      });
      const identity = await model.identify();
      model.run = { ...toRunRecord(identity, request, await this.machine.get(), report), note: '' };
      const { run } = model;
      await this.keep(job, (history) => history.addRun(run));
      return { kind: 'compare', report };
    });
  }

  /** What the newest calibration saw, or null before the first. Errors: model.not-open. */
  latestCalibration(modelId: ModelId): CalibrationView | null {
    return this.require(modelId).calibration();
  }

  /** Errors: model.not-open, model.unknown-tensor. */
  calibratedTensor(modelId: ModelId, name: string): CalibratedTensorView {
    return this.require(modelId).calibratedTensor(name);
  }

  /** The newest finished report, of an earlier start where need be, or null before the first. Errors: model.not-open. */
  async latestReport(modelId: ModelId): Promise<CompareReport | null> {
    const model = this.require(modelId);
    const kept = await model.latestRun(this.history);
    return kept?.report ?? null;
  }

  /** Errors: model.not-open, history.unavailable. */
  async lineage(modelId: ModelId): Promise<Lineage> {
    const { fingerprint } = await this.require(modelId).identify();
    return this.history.lineage(fingerprint);
  }

  /**
   * Writes a run as a document, or prepares it for download.
   * Errors: model.not-open, report.nothing-measured, history.*, export.path-needed, file.write-failed.
   */
  async writeReport(source: ReportSource, format: ReportFormat, path?: string): Promise<WrittenReport> {
    const run = source.kind === 'run' ? await this.history.run(source.runId) : await this.requireRun(source.modelId);
    return writeDocument(run, format, { path, downloads: this.options.downloads });
  }

  /** Errors: model.not-open. The job's: those of gridOfVariant. */
  startGrid(request: GridRequest): JobId {
    const model = this.require(request.modelId);
    const { loaded, builder } = model;
    return this.jobs.start(orderOf(model, 'grid', [request.variant]), async (job) => ({
      kind: 'grid',
      report: await gridOfVariant(loaded, request, {
        builder,
        factory: this.options.factory,
        machine: await this.machine.get(),
        job,
      }),
    }));
  }

  /** Errors: model.not-open. The job's: those of raceModels. */
  startRace(request: RaceRequest): JobId {
    const entrants = request.models.map(({ modelId, shapes }) => ({ model: this.require(modelId), shapes }));
    return this.jobs.start(raceOrderOf(entrants.map(({ model }) => model)), async (job) => {
      const entries = await Promise.all(entrants.map(({ model, shapes }) => model.toRaceEntry(shapes, this.history)));
      const { factory } = this.options;
      this.race = await raceModels(entries, request, { factory, machine: await this.machine.get(), job });
      return { kind: 'race', report: this.race };
    });
  }

  /** The newest finished race, or null before the first. */
  latestRace(): RaceReport | null {
    return this.race ?? null;
  }

  /** One sample as it was read and as the model gets it. Errors: model.not-open, data.*. */
  sample({ modelId, data, index }: SampleRequest, signal = new AbortController().signal): Promise<SamplePicture> {
    return pictureSample(this.require(modelId).loaded, data, index, signal);
  }

  /** The newest search for a mixed precision, finished or not; null before the first. Errors: model.not-open. */
  latestMixed(modelId: ModelId): MixedReport | null {
    return this.require(modelId).builder.latestMixed ?? null;
  }

  /** Errors: model.not-open. The job's: those of tuneModel. */
  startTune(request: TuneRequest): JobId {
    const model = this.require(request.modelId);
    return this.jobs.start(orderOf(model, 'tune'), async (job) => {
      const machine = await this.machine.get();
      const cache = await TimingCacheFile.open(join(this.options.userDataDir, 'timings.json'));
      const { report } = await tuneModel(model.loaded, request, {
        factory: this.options.factory,
        machine,
        job,
        folder: join(model.builder.folder, 'tuned'),
        cache,
        calibrations: this.calibrations,
        scope: await timingScopeOf(model.loaded, machine, job.signal),
        onReport: (tuned) => {
          model.tuned = tuned;
        },
      }).finally(() => cache.save());
      return { kind: 'tune', report };
    });
  }

  /** The newest search, as far as it came, or null before the first. Errors: model.not-open. */
  latestTune(modelId: ModelId): TuneReport | null {
    return this.require(modelId).tuned?.report ?? null;
  }

  /** Errors: model.not-open, tune.nothing-tuned. The job's: those of exportTuned. */
  startTunedExport(request: TunedExportRequest): JobId {
    const model = this.require(request.modelId);
    const { loaded, tuned } = model;
    if (!tuned) throw nothingTuned(request.modelId);
    return this.jobs.start(orderOf(model, 'tuned-export'), async (job) => ({
      kind: 'tuned-export',
      export: await exportTuned(loaded, tuned, request, { downloads: this.options.downloads, job }),
    }));
  }

  /** Errors: model.not-open. The job's: those of exportVariant. */
  startExport(request: ExportRequest): JobId {
    const model = this.require(request.modelId);
    const { loaded, builder } = model;
    return this.jobs.start(orderOf(model, 'export', [request.variant]), async (job) => {
      const { files, ...exported } = await exportVariant(loaded, request, {
        builder,
        downloads: this.options.downloads,
        job,
      });
      const identity = await model.identify();
      await this.keep(job, async (history) => history.addExport(await toExportRecord(identity, exported, files)));
      return { kind: 'export', export: exported };
    });
  }

  /** Errors: model.not-open. */
  startCheck(request: CheckRequest): JobId {
    const model = this.require(request.modelId);
    const { loaded } = model;
    return this.jobs.start(orderOf(model, 'check'), async (job) => {
      const { factory } = this.options;
      const services = { factory, signal: job.signal, onProgress: job.progress.bind(job) };
      const { proofs, undone } = await rewriteChecked(loaded, request, services);
      const { onnxruntimeVersion } = await this.machine.get();
      return { kind: 'check', report: { checks: proofs, undone, onnxruntimeVersion } };
    });
  }

  /** Errors: model.not-open. The job's: those of confirmLayers. */
  startConfirm(request: CheckRequest): JobId {
    const model = this.require(request.modelId);
    const { loaded } = model;
    return this.jobs.start(orderOf(model, 'confirm'), async (job) => {
      const { factory } = this.options;
      const services = { factory, signal: job.signal, onProgress: job.progress.bind(job) };
      const confirmation = await confirmLayers(loaded, rewriteModel(loaded, request), request, services);
      const { onnxruntimeVersion } = await this.machine.get();
      return { kind: 'confirm', report: { ...confirmation, onnxruntimeVersion } };
    });
  }

  /** Cancels everything, ends every runner and deletes what was built. */
  async dispose(): Promise<void> {
    this.models.clear();
    await Promise.all([this.jobs.cancelAll(), this.options.factory.dispose()]);
    await this.history.close();
    const folder = await this.folder?.catch(() => undefined);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }

  private async open(loaded: LoadedModel, more: Partial<ModelSummary>): Promise<ModelSummary> {
    const modelId = randomUUID() as ModelId;
    this.folder ??= mkdtemp(join(tmpdir(), 'lathe-'));
    const builder = new VariantBuilder(loaded, {
      folder: join(await this.folder, modelId),
      factory: this.options.factory,
      calibrations: this.calibrations,
    });
    const summary: ModelSummary = { ...summarizeModel(loaded), ...more, modelId };
    this.models.set(modelId, new OpenModel(summary, loaded, builder));
    return summary;
  }

  private async requireRun(modelId: ModelId): Promise<NotedRun> {
    const model = this.require(modelId);
    const run = await model.latestRun(this.history);
    if (!run) throw nothingMeasured(model.summary.name);
    return run;
  }

  /** What was measured or written counts, whether or not it can be kept. */
  private async keep(job: JobContext, write: (history: History) => Promise<unknown>): Promise<void> {
    try {
      await write(this.history);
    } catch (error) {
      if (!(error instanceof WorkbenchError)) throw error;
      job.log(`Not kept in the history: ${error.message}`);
    }
  }

  private require(modelId: ModelId): OpenModel {
    const model = this.models.get(modelId);
    if (!model) throw modelNotOpen(modelId);
    return model;
  }
}

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  AppInfo,
  CalibrationSpec,
  CompareRequest,
  DataSpec,
  ExportRequest,
  JobId,
  ModelId,
  ModelSummary,
  SampleView,
  TargetName,
  TensorPreview,
} from '../api/contract.ts';
import type { CompareReport } from '../report/report.ts';
import type { Machine } from '../runtime/providers.ts';
import type { SessionFactory } from '../runtime/session.ts';
import type { ComparedGraphs } from '../view/graph-view.ts';
import { previewTensor } from '../view/tensor-preview.ts';
import { toAppInfo } from './app-info.ts';
import { compareGraphs } from './compare-graphs.ts';
import { compareVariants } from './compare-variants.ts';
import { modelNotOpen, unknownTensor } from './errors.ts';
import { exportVariant } from './export-variant.ts';
import { Jobs } from './jobs.ts';
import { type LoadedModel, loadModel } from './load-model.ts';
import { listSamples, requireSample } from './samples.ts';
import { summarizeModel } from './summarize-model.ts';
import { UserFiles } from './user-files.ts';
import { VariantBuilder } from './variant-builder.ts';

export interface WorkbenchOptions {
  readonly userDataDir: string;
  readonly samplesFolder: string;
  readonly factory: SessionFactory;
  /** What the engine runs on; asked for once. */
  readonly describeMachine: () => Promise<Machine>;
  /** Where exports for download are put; absent where exports are saved by path. */
  readonly downloads?: { readonly folder: string; register(filePath: string, fileName: string): string };
  readonly startModel?: string;
  readonly hostKind: 'window' | 'browser';
  /** Hears of defects that a caller only sees as 'internal'. */
  readonly report: (error: unknown) => void;
}

interface OpenModel {
  readonly summary: ModelSummary;
  readonly loaded: LoadedModel;
  readonly builder: VariantBuilder;
  report: CompareReport | undefined;
}

/** The one stateful object: open models, jobs, what is remembered. It wires the stages; each of them is a function from data to data. */
export class Workbench {
  readonly jobs: Jobs;
  readonly files: UserFiles;
  private readonly models = new Map<ModelId, OpenModel>();
  private folder: Promise<string> | undefined;
  private described: Promise<Machine> | undefined;

  constructor(private readonly options: WorkbenchOptions) {
    this.jobs = new Jobs(options.report);
    this.files = new UserFiles(options.userDataDir);
  }

  async info(): Promise<AppInfo> {
    return toAppInfo(await this.machine(), this.options.hostKind, this.options.startModel);
  }

  async samples(): Promise<readonly SampleView[]> {
    const samples = await listSamples(this.options.samplesFolder);
    return samples.map(({ id, title, description }) => ({ id, title, description }));
  }

  /** Opens a model file and remembers it among the recent ones. */
  async openPath(path: string, signal?: AbortSignal): Promise<ModelSummary> {
    const summary = await this.open(await loadModel(path, signal ? { signal } : {}));
    await this.files.addRecent(path, new Date().toISOString());
    return summary;
  }

  async openUpload(path: string, signal?: AbortSignal): Promise<ModelSummary> {
    const summary = await this.open(await loadModel(path, signal ? { signal } : {}));
    return { ...summary, path: '' };
  }

  async openSample(sampleId: string, signal?: AbortSignal): Promise<ModelSummary> {
    const sample = await requireSample(this.options.samplesFolder, sampleId);
    const loaded = await loadModel(sample.modelPath, { name: `${sample.id}.onnx`, ...(signal && { signal }) });
    return this.open(loaded, { data: sample.data, calibration: sample.calibration });
  }

  list(): readonly ModelSummary[] {
    return [...this.models.values()].map(({ summary }) => summary);
  }

  /** Cancels the model's jobs and deletes what was built of it. */
  async close(modelId: ModelId): Promise<void> {
    const model = this.require(modelId);
    this.jobs.cancelAll(modelId);
    this.models.delete(modelId);
    await model.builder.dispose();
  }

  graphs(modelId: ModelId, target: TargetName, disabledRules: readonly string[]): ComparedGraphs {
    return compareGraphs(this.require(modelId).loaded, { target, disabledRules });
  }

  tensor(modelId: ModelId, valueName: string): TensorPreview {
    const { graph } = this.require(modelId).loaded.model;
    for (const [id, tensor] of graph.initializers) {
      if (graph.values.get(id)?.name === valueName) return previewTensor(valueName, tensor);
    }
    throw unknownTensor(valueName);
  }

  startCompare(request: CompareRequest): JobId {
    const model = this.require(request.modelId);
    return this.jobs.start(request.modelId, 'compare', async (job) => {
      const report = await compareVariants(model.loaded, request, {
        builder: model.builder,
        factory: this.options.factory,
        machine: await this.machine(),
        job,
      });
      model.report = report;
      return { kind: 'compare', report };
    });
  }

  /** The newest finished report, or null before the first. */
  latestReport(modelId: ModelId): CompareReport | null {
    return this.require(modelId).report ?? null;
  }

  startExport(request: ExportRequest): JobId {
    const { loaded, builder } = this.require(request.modelId);
    return this.jobs.start(request.modelId, 'export', async (job) => ({
      kind: 'export',
      export: await exportVariant(loaded, request, { builder, downloads: this.options.downloads, job }),
    }));
  }

  /** Cancels everything, ends every runner and deletes what was built. */
  async dispose(): Promise<void> {
    this.jobs.cancelAll();
    await this.options.factory.dispose();
    this.models.clear();
    const folder = await this.folder;
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }

  private machine(): Promise<Machine> {
    this.described ??= this.options.describeMachine();
    return this.described;
  }

  private async open(
    loaded: LoadedModel,
    attached: { readonly data?: DataSpec; readonly calibration?: CalibrationSpec } = {},
  ): Promise<ModelSummary> {
    const modelId = randomUUID() as ModelId;
    this.folder ??= mkdtemp(join(tmpdir(), 'lathe-'));
    const builder = new VariantBuilder(loaded, {
      folder: join(await this.folder, modelId),
      factory: this.options.factory,
    });
    const summary: ModelSummary = { ...summarizeModel(loaded), modelId, ...attached };
    this.models.set(modelId, { summary, loaded, builder, report: undefined });
    return summary;
  }

  private require(modelId: ModelId): OpenModel {
    const model = this.models.get(modelId);
    if (!model) throw modelNotOpen(modelId);
    return model;
  }
}

import type { GraphRequest, ModelSummary, StageRequest, TargetName, TensorPreview } from '../api/contract.ts';
import { WorkbenchError } from '../errors.ts';
import { fingerprintOf } from '../history/fingerprint.ts';
import type { History } from '../history/history.ts';
import type { ModelIdentity, NotedRun } from '../history/run-record.ts';
import type { Graph } from '../ir/graph.ts';
import type { Tensor } from '../ir/tensor.ts';
import type { KnownAccuracy } from '../report/race-report.ts';
import {
  type CalibratedTensorView,
  type CalibrationView,
  toTensorLine,
  toTensorView,
} from '../view/calibration-view.ts';
import type { ComparedGraphs, GraphView, OriginalGraph } from '../view/graph-view.ts';
import { previewTensor } from '../view/tensor-preview.ts';
import { compareGraphs, drawOriginal, drawStage } from './compare-graphs.ts';
import { unknownTensor } from './errors.ts';
import type { LoadedModel } from './load-model.ts';
import type { RaceEntry } from './race-models.ts';
import { type RewrittenModel, rewriteModel } from './rewrite-model.ts';
import type { TunedModel } from './tune-model.ts';
import type { VariantBuilder } from './variant-builder.ts';

/** A model that the workbench has open: what it is, how it is drawn, and what was found out about it since. */
export class OpenModel {
  /** The newest finished comparison since it was opened. */
  run: NotedRun | undefined;
  tuned: TunedModel | undefined;
  private drawn: OriginalGraph | undefined;
  /** How it was rewritten last: stages of it are asked for, and its boxes show constants that the model itself does not have. */
  private rewritten: { readonly request: string; readonly model: RewrittenModel } | undefined;
  private identified: Promise<ModelIdentity> | undefined;

  constructor(
    readonly summary: ModelSummary,
    readonly loaded: LoadedModel,
    readonly builder: VariantBuilder,
  ) {}

  /** The graph as imported; drawn once for a target. */
  original(target: TargetName): OriginalGraph {
    if (this.drawn?.target !== target) this.drawn = drawOriginal(this.loaded, target);
    return this.drawn;
  }

  graphs(request: GraphRequest): ComparedGraphs {
    return compareGraphs(this.loaded, this.rewrite(request), this.original(request.target));
  }

  /** The graph as a stage of the rewriting left it. */
  stage({ stage, ...request }: StageRequest): GraphView {
    return drawStage(this.loaded, this.rewrite(request), stage);
  }

  /** A constant of the model, or of the graph drawn last. Errors: model.unknown-tensor. */
  tensor(valueName: string): TensorPreview {
    const drawn = this.rewritten?.model.graph;
    const tensor = findConstant(this.loaded.model.graph, valueName) ?? (drawn && findConstant(drawn, valueName));
    if (!tensor) throw unknownTensor(valueName);
    return previewTensor(valueName, tensor);
  }

  /** What the newest calibration saw, or null before the first. */
  calibration(): CalibrationView | null {
    const { newestCalibration: calibration } = this.builder;
    if (!calibration) return null;
    const { table, description, values } = calibration;
    const tensors = [...values].flatMap(([name, id]) => {
      const value = table.values.get(id);
      // A value that was never finite has no range to draw.
      return value && value.range.min <= value.range.max ? [toTensorLine(name, value)] : [];
    });
    return { description, basis: table.basis, tensors };
  }

  /** Errors: model.unknown-tensor. */
  calibratedTensor(name: string): CalibratedTensorView {
    const calibration = this.builder.newestCalibration;
    const id = calibration?.values.get(name);
    const value = id === undefined ? undefined : calibration?.table.values.get(id);
    if (!value) throw unknownTensor(name);
    return toTensorView(name, value);
  }

  /** Which model it is, whatever its file is called. Its file is read once for that. Errors: file.unreadable. */
  identify(): Promise<ModelIdentity> {
    const { name, path, sizeBytes } = this.summary;
    this.identified ??= fingerprintOf(this.loaded.files).then(
      (fingerprint) => ({ name, path, sizeBytes, fingerprint }),
      (error: unknown) => {
        this.identified = undefined;
        throw error;
      },
    );
    return this.identified;
  }

  /** The newest comparison, of an earlier start where need be. A history that cannot be read is told where it is looked at, not here. */
  async latestRun(history: History): Promise<NotedRun | undefined> {
    if (this.run) return this.run;
    try {
      return await history.latest((await this.identify()).fingerprint);
    } catch (error) {
      if (!(error instanceof WorkbenchError)) throw error;
      return undefined;
    }
  }

  /** As one of several that are raced, with what its newest comparison found on labelled data. */
  async toRaceEntry(shapes: RaceEntry['shapes'], history: History): Promise<RaceEntry> {
    const { summary, loaded, builder } = this;
    return {
      modelId: summary.modelId,
      loaded,
      builder,
      shapes,
      accuracy: knownAccuracyOf(await this.latestRun(history)),
    };
  }

  /** Rewrites the model, unless it was rewritten just so last. */
  private rewrite(request: GraphRequest): RewrittenModel {
    const key = JSON.stringify(request);
    if (this.rewritten?.request !== key) this.rewritten = { request: key, model: rewriteModel(this.loaded, request) };
    return this.rewritten.model;
  }
}

function knownAccuracyOf(run: NotedRun | undefined): KnownAccuracy | undefined {
  const outcome = run?.report.variants.find(({ kind }) => kind === 'original')?.outcome;
  const accuracy = outcome?.status === 'measured' ? outcome.figures.accuracy : undefined;
  if (!run || accuracy?.top1 === undefined) return undefined;
  return { top1: accuracy.top1, sampleCount: accuracy.sampleCount, data: run.report.conditions.data ?? '' };
}

function findConstant(graph: Graph, name: string): Tensor | undefined {
  for (const [id, tensor] of graph.initializers) if (graph.values.get(id)?.name === name) return tensor;
  return undefined;
}

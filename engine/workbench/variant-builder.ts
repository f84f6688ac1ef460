import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CalibrationSpec, MixedSpec } from '../api/contract.ts';
import { writeModel } from '../files/write-model.ts';
import type { Model, NodeId } from '../ir/graph.ts';
import { pipeline } from '../passes/pipeline.ts';
import type { RuleSwitches } from '../passes/rule-switches.ts';
import type { CalibrationTable } from '../precision/calibration/calibrate.ts';
import { convertHalf } from '../precision/convert-half.ts';
import { noBfloat16Kernels, nothingToQuantize } from '../precision/errors.ts';
import { convertBfloat16 } from '../precision/half/convert-bfloat16.ts';
import { float16 } from '../precision/half/half-format.ts';
import type { ConvertedGraph } from '../precision/plan.ts';
import { quantizeDynamic } from '../precision/quantize/quantize-dynamic.ts';
import { quantizeFourBitWeights } from '../precision/quantize/quantize-four-bit.ts';
import { quantizeStatic, valuesToObserve, type WeightForm } from '../precision/quantize/quantize-static.ts';
import type { QuantizationTarget } from '../precision/quantize/select-nodes.ts';
import type { MixedReport } from '../report/mixed-report.ts';
import type { VariantKind } from '../report/report.ts';
import { describeProcessor, maySaturate, type ProcessorInstructions } from '../runtime/processor.ts';
import type { ModelSource, ProviderName, SessionFactory } from '../runtime/session.ts';
import type { Precision, TargetName } from '../targets/target.ts';
import { targetOf } from '../targets/targets.ts';
import type { Calibration } from './calibrate-model.ts';
import type { CalibrationStore } from './calibration-store.ts';
import { calibrateBest } from './choose-method.ts';
import { chooseWeights, type WeightChoice } from './choose-weights.ts';
import { conversionRemarks } from './conversion-remarks.ts';
import { calibrationNeeded } from './errors.ts';
import type { Quantization } from './explain/explain-quantized.ts';
import type { JobContext } from './job.ts';
import type { LoadedModel } from './load-model.ts';
import { measureRanges } from './measured-ranges.ts';
import { type MixedFound, searchMixed } from './mixed/search-mixed.ts';
import type { ObservationServices } from './observing.ts';
import { prepareInt8 } from './prepare-int8.ts';
import { nodesOfUnsuitedRules, type RewrittenModel, rewriteModel } from './rewrite-model.ts';
import { runnableFile } from './runnable-file.ts';
import { upgradeForInt8 } from './upgrade-for-int8.ts';
import { switchesKey, variantKey } from './variant-key.ts';

export interface BuiltVariant {
  readonly kind: VariantKind;
  readonly model: Model;
  readonly source: ModelSource;
  readonly sizeBytes: number;
  /** What a reader of its figures must know: what stayed in float32, random calibration. */
  readonly remarks: readonly string[];
  /** Calibration data and method, for INT8. */
  readonly calibration?: string;
  /** How a mixed precision was chosen. */
  readonly mixed?: MixedReport;
  /** What an explanation of it starts from, where it computes on integers. */
  readonly quantization?: Quantization;
}

export interface VariantBuilderOptions {
  /** A folder of the builder's own; made when it is needed, deleted by `dispose`. */
  readonly folder: string;
  readonly factory: SessionFactory;
  /** What earlier calibrations saw. */
  readonly calibrations?: CalibrationStore | undefined;
  /** Of the processor that runs what is built; this machine's when absent. */
  readonly instructions?: ProcessorInstructions | undefined;
  /** What the converted variants start from; what the options of each build say when absent. */
  readonly rewritten?: RewrittenModel;
}

export interface BuildOptions {
  /** What it is rewritten for. Ignored, as `switches`, where the builder was given a rewritten model. */
  readonly target: TargetName;
  readonly switches?: RuleSwitches;
  /** How INT8 weights are stored. */
  readonly quantization?: WeightForm;
  /** Dims of open inputs by name, for calibration with random data. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  /** The goal, for 'mixed'. */
  readonly mixed?: MixedSpec | undefined;
  /** What a search for a mixed precision measures with; one thread of the CPU and single samples when absent. */
  readonly measure?: { readonly provider: ProviderName; readonly threads: number; readonly batch: number };
  /** Takes the best plan of a search that was cancelled instead of searching again. */
  readonly isBestSoFarEnough?: boolean;
  /** Hears of every change of what a search has found. */
  onFound?(found: MixedFound): Promise<void> | void;
  readonly signal: AbortSignal;
  onProgress: JobContext['progress'];
}

export const variantLabels: Readonly<Record<VariantKind, string>> = {
  original: 'Original',
  fp32: 'Optimized FP32',
  fp16: 'FP16',
  bf16: 'BF16',
  int8: 'INT8',
  'int8-dynamic': 'INT8 dynamic',
  int4: 'INT4 weights',
  mixed: 'Mixed',
};

/** What making a variant yields, before it is written. */
type ConvertedModel = Pick<BuiltVariant, 'model' | 'remarks' | 'calibration' | 'mixed' | 'quantization'>;

/** Makes a model's variants, each once, as files in a folder of its own. One build at a time. */
export class VariantBuilder {
  readonly folder: string;
  /** Of the INT8 variant built last. */
  newestCalibration: Calibration | undefined;
  private readonly factory: SessionFactory;
  private readonly calibrations: CalibrationStore | undefined;
  private readonly instructions: ProcessorInstructions;
  private readonly built = new Map<string, BuiltVariant>();
  private readonly given: RewrittenModel | undefined;
  /** Of searches that were not through. */
  private readonly bestByKey = new Map<string, ConvertedModel>();
  private readonly rewrittenByKey = new Map<string, RewrittenModel>();

  constructor(
    private readonly loaded: LoadedModel,
    { folder, factory, calibrations, rewritten, instructions }: VariantBuilderOptions,
  ) {
    this.instructions = instructions ?? describeProcessor().instructions;
    this.folder = folder;
    this.factory = factory;
    this.calibrations = calibrations;
    this.given = rewritten;
  }

  /** The newest search for a mixed precision, finished or not. */
  latestMixed: MixedReport | undefined;

  /** Errors: precision.*, data.*, runtime.* of calibration, file.write-failed. */
  async build(
    kind: VariantKind,
    calibration: CalibrationSpec | undefined,
    options: BuildOptions,
  ): Promise<BuiltVariant> {
    const key = variantKey(kind, calibration, options);
    const variant = this.built.get(key) ?? (await this.make(kind, calibration, options));
    this.built.set(key, variant);
    return variant;
  }

  /** The graph that a variant of this kind starts from, with what was done to it. Reads no weights. */
  rewritten(kind: Exclude<VariantKind, 'original'>, options: BuildOptions): RewrittenModel {
    return this.given ?? this.rewrite(kind === 'mixed' ? 'int8' : kind, options);
  }

  async dispose(): Promise<void> {
    this.built.clear();
    this.newestCalibration = undefined;
    this.bestByKey.clear();
    this.rewrittenByKey.clear();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async make(
    kind: VariantKind,
    calibration: CalibrationSpec | undefined,
    options: BuildOptions,
  ): Promise<BuiltVariant> {
    if (kind === 'original') {
      const { model, sizeBytes } = this.loaded;
      const { path } = await runnableFile(this.loaded, this.folder, options.signal);
      return { kind, model, source: { kind: 'file', path }, sizeBytes, remarks: [] };
    }
    options.onProgress({
      stage: `Building ${variantLabels[kind]}`,
      fraction: 0,
      doneCount: 0,
      totalCount: 1,
      unit: 'steps',
    });
    await mkdir(this.folder, { recursive: true });
    const converted = await this.convert(kind, calibration, options);
    const path = join(this.folder, `${kind}-${this.built.size}.onnx`);
    const { sizeBytes } = await writeModel(converted.model, path, { signal: options.signal });
    return { ...converted, kind, source: { kind: 'file', path }, sizeBytes };
  }

  private async convert(
    kind: Exclude<VariantKind, 'original'>,
    calibration: CalibrationSpec | undefined,
    options: BuildOptions,
  ): Promise<ConvertedModel> {
    const rewritten = this.rewritten(kind, options);
    const { graph, target } = rewritten;
    const float: Model = { ...this.loaded.model, graph };
    switch (kind) {
      case 'fp32':
        return { model: float, remarks: [] };
      case 'fp16': {
        const { ranges, remarks } = await measureRanges(float, calibration, this.services(options));
        return finished(float, convertHalf(graph, float16, { ranges }), remarks);
      }
      case 'bf16': {
        const { label, bfloat16Since } = targetOf(target);
        if (!bfloat16Since) throw noBfloat16Kernels(label);
        return finished(float, convertBfloat16(graph, bfloat16Since), []);
      }
      case 'int8': {
        if (!calibration) throw calibrationNeeded();
        return this.quantize(float, nodesOfUnsuitedRules(rewritten, kind), calibration, options);
      }
      case 'mixed': {
        if (!calibration) throw calibrationNeeded();
        return this.search(float, calibration, quantizationTarget(target), options);
      }
      case 'int8-dynamic': {
        if (target === 'tensorrt') throw nothingToQuantize('TensorRT takes no ranges of the moment');
        const upgraded = upgradeForInt8(float);
        const form = target === 'portable' ? 'standard' : 'runtime';
        const converted = quantizeDynamic(upgraded.model.graph, { form });
        const quantization = { float: upgraded.model, converted };
        return { ...finished(upgraded.model, converted, upgraded.remarks), quantization };
      }
      case 'int4': {
        if (target === 'tensorrt') throw nothingToQuantize('4-bit weights are written for ONNX Runtime alone');
        return finished(float, quantizeFourBitWeights(graph), []);
      }
    }
  }

  /** What a variant starts from. Variants that start from the same share it. */
  private rewrite(precision: Precision, { target, switches = {} }: BuildOptions): RewrittenModel {
    const stages = pipeline(targetOf(target), { ...switches, precision });
    const steps = stages.flatMap((stage) => stage.steps.map(({ name }) => name));
    const key = JSON.stringify([target, steps, switchesKey(switches)]);
    const rewritten = this.rewrittenByKey.get(key) ?? rewriteModel(this.loaded, { ...switches, target, precision });
    this.rewrittenByKey.set(key, rewritten);
    return rewritten;
  }

  private async quantize(
    rewritten: Model,
    keepFloat32: ReadonlySet<NodeId>,
    spec: CalibrationSpec,
    options: BuildOptions,
  ): Promise<ConvertedModel> {
    const { model: upgraded, remarks } = upgradeForInt8(rewritten);
    const target = quantizationTarget((this.given ?? options).target);
    const services = { ...this.services(options), store: this.calibrations };
    const { model: float, scheme, remarks: prepared } = await prepareInt8(upgraded, spec, services);
    const preparations = [...prepared];
    const quantizeBy = (table: CalibrationTable, form?: WeightForm) =>
      quantizeStatic(float.graph, table, { ...scheme, target, keepFloat32, ...form });
    const calibration = await calibrateBest(
      float,
      valuesToObserve(float.graph, { target }),
      spec,
      (table) => quantizeBy(table, options.quantization).graph,
      services,
    );
    this.newestCalibration = calibration;
    const { table, description, remark } = calibration;
    if (remark !== undefined) preparations.push(remark);
    const quantize = (form: WeightForm | undefined) => quantizeBy(table, form);
    const weights = options.quantization ? undefined : await this.chooseWeights(float, quantize, target, spec, options);
    const quantized = quantize(options.quantization ?? weights?.form);
    if (weights) preparations.push(weights.remark);
    return {
      ...finished(float, quantized, [...remarks, ...preparations]),
      calibration: description,
      quantization: { float, converted: quantized, table },
    };
  }

  /** Where the processor may saturate; elsewhere there is nothing to choose. */
  private async chooseWeights(
    float: Model,
    quantize: (form: WeightForm) => ConvertedGraph,
    target: QuantizationTarget,
    spec: CalibrationSpec,
    options: BuildOptions,
  ): Promise<WeightChoice | undefined> {
    if (target === 'tensorrt' || !maySaturate(this.instructions)) return undefined;
    return chooseWeights(float, quantize, spec, this.services(options));
  }

  private services(options: BuildOptions): ObservationServices {
    return { ...options, folder: this.folder, factory: this.factory };
  }

  /** What the search has found is kept as it goes: cancelling it costs nothing that was found before. */
  private async search(
    rewritten: Model,
    calibration: CalibrationSpec,
    target: QuantizationTarget,
    options: BuildOptions,
  ): Promise<ConvertedModel> {
    const key = variantKey('mixed', calibration, options);
    const best = options.isBestSoFarEnough === true ? this.bestByKey.get(key) : undefined;
    if (best) return best;
    const { model: upgraded, remarks: upgrades } = upgradeForInt8(rewritten);
    const services = this.services(options);
    const { model: base, scheme, remarks: preparations } = await prepareInt8(upgraded, calibration, services);
    const remarks = [...upgrades, ...preparations];
    const fp32 = this.given ?? this.rewrite('fp32', options);
    const { model: originalModel, path, sizeBytes } = this.loaded;
    const { shapes = {}, signal, onProgress, measure = { provider: 'cpu', threads: 1, batch: 1 } } = options;
    const found = await searchMixed(
      {
        original: { label: variantLabels.original, source: { kind: 'file', path }, sizeBytes },
        originalModel,
        float: { ...originalModel, graph: fp32.graph },
        base,
      },
      calibration,
      options.mixed ?? { maxDrop: DEFAULT_MAX_DROP },
      {
        factory: this.factory,
        folder: this.folder,
        store: this.calibrations,
        target,
        scheme,
        provider: measure.provider,
        threads: measure.threads,
        batch: measure.batch,
        shapes,
        signal,
        onProgress,
        onCalibrated: (calibrated) => {
          this.newestCalibration = calibrated;
          if (calibrated.remark !== undefined) remarks.push(calibrated.remark);
        },
        chooseWeights: async (quantize) => {
          const weights = await this.chooseWeights(base, quantize, target, calibration, options);
          if (weights) remarks.push(weights.remark);
          return weights?.form;
        },
        onFound: async (soFar) => {
          this.latestMixed = soFar.report;
          this.bestByKey.set(key, toConverted(soFar, remarks));
          await options.onFound?.(soFar);
        },
      },
    );
    return toConverted(found, remarks);
  }
}

const finished = (float: Model, converted: ConvertedGraph, remarks: readonly string[]): ConvertedModel => ({
  model: { ...float, graph: converted.graph },
  remarks: [...remarks, ...conversionRemarks(float.graph, converted)],
});

/** Percentage points. */
const DEFAULT_MAX_DROP = 0.2;

const toConverted = (
  { model, report, calibration, quantization }: MixedFound,
  remarks: readonly string[],
): ConvertedModel => ({
  model,
  ...(quantization && { quantization }),
  remarks: [...remarks, report.summary],
  calibration,
  mixed: report,
});

const quantizationTarget = (target: TargetName): QuantizationTarget =>
  target === 'tensorrt' ? 'tensorrt' : 'onnxruntime-cpu';

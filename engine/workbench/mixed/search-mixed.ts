import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CalibrationSpec, MixedSpec } from '../../api/contract.ts';
import { invariant, WorkbenchError } from '../../errors.ts';
import { writeModel } from '../../files/write-model.ts';
import type { Model, NodeId } from '../../ir/graph.ts';
import type { CalibrationTable } from '../../precision/calibration/calibrate.ts';
import { findFewest } from '../../precision/mixed/find-fewest.ts';
import { isFaster, isWithinBudget, judgePlans, withFront } from '../../precision/mixed/judge-plans.ts';
import { type QuantizedLayer, quantizedLayers } from '../../precision/mixed/quantized-layers.ts';
import type { ConvertedGraph } from '../../precision/plan.ts';
import { quantizeStatic, valuesToObserve, type WeightForm } from '../../precision/quantize/quantize-static.ts';
import type { QuantizationTarget } from '../../precision/quantize/select-nodes.ts';
import type { LayerSensitivity, MixedPlan, MixedReport } from '../../report/mixed-report.ts';
import type { ModelSource } from '../../runtime/session.ts';
import type { Calibration } from '../calibrate-model.ts';
import { samplesOf } from '../calibration-samples.ts';
import type { CalibrationStore } from '../calibration-store.ts';
import { calibrateBest } from '../choose-method.ts';
import { mixedNeedsData } from '../errors.ts';
import type { Quantization } from '../explain/explain-quantized.ts';
import type { JobContext } from '../job.ts';
import { type OpenedData, openData } from '../open-data.ts';
import type { Int8Scheme } from '../prepare-int8.ts';
import { sessionPortsOf } from '../session-ports.ts';
import { measureSensitivity } from './measure-sensitivity.ts';
import { judgeAccuracy, type PlanConditions, type PlanFile, timePlans } from './try-plans.ts';

export interface MixedModels {
  readonly original: PlanFile;
  readonly originalModel: Model;
  /** Rewritten for FP32: what every plan must be faster than. */
  readonly float: Model;
  /** Rewritten for INT8, in an opset that has it: what plans are made of. */
  readonly base: Model;
}

export interface MixedServices extends PlanConditions {
  /** Where plans are written. */
  readonly folder: string;
  /** How the integers are chosen besides the target's rules. */
  readonly scheme?: Int8Scheme | undefined;
  readonly target: QuantizationTarget;
  /** What earlier calibrations saw. */
  readonly store?: CalibrationStore | undefined;
  onCalibrated(calibration: Calibration): void;
  /** How weights are stored, measured where the processor may saturate; 8 bits, signed, when undefined. */
  chooseWeights?(quantize: (form: WeightForm) => ConvertedGraph): Promise<WeightForm | undefined>;
  onProgress: JobContext['progress'];
  /** Hears of every change of what is known, with the best plan so far. */
  onFound(found: MixedFound): Promise<void> | void;
}

/** The state of a search, at its end or on the way. */
export interface MixedFound {
  readonly model: Model;
  readonly report: MixedReport;
  readonly calibration: string;
  /** Of the plan; absent where that is FP32. */
  readonly quantization?: Quantization;
}

/** Layers are told apart up to this count; the files that must be written for them are bounded as well. */
const LAYER_LIMIT = 64;
const WRITTEN_BYTES_LIMIT = 4e9;

/** Shares of the whole, for progress. */
const SHARE = { calibrate: 0.2, first: 0.15, sensitivity: 0.3, search: 0.2, race: 0.15 } as const;

/**
 * Timed runs per plan. A fixed count comes in twelve rounds whatever else the machine does, so there is always an interval; in
 * the last race, as many as take this long.
 */
const FIRST_RUNS = 36;
const MOST_RUNS = 1200;
const LAST_RACE_MS = 3000;

/** Plans in the last race, besides INT8 and both FP32 models. */
const RACED_PLANS = 4;

interface TriedPlan extends PlanFile, Omit<MixedPlan, 'isOnFront'> {
  readonly model: Model;
  readonly quantization?: Quantization;
}

/**
 * Searches the precision of each layer: as few in float32 as keep the accuracy budget, and only what is faster than FP32.
 *
 * 1. Everything in INT8 is judged and timed. Where it is not faster, only the heaviest layers are tried, and then FP32 stays.
 * 2. Every layer alone in INT8 gives its sensitivity.
 * 3. While INT8 loses too much, the most sensitive layers are reverted: the fewest that keep the budget.
 * 4. The plans are timed in turns with FP32, and the fastest within the budget is chosen.
 *
 * A model that fails on the way ends the search with the best so far; cancelling leaves it with `onFound`.
 * Errors: AbortError; precision.mixed-needs-data; data.*; those of calibrating and of the original.
 */
export const searchMixed = (
  models: MixedModels,
  calibration: CalibrationSpec,
  spec: MixedSpec,
  services: MixedServices,
): Promise<MixedFound> => new MixedSearch(models, calibration, spec, services).run();

class MixedSearch {
  private readonly plans: TriedPlan[] = [];
  private sensitivities: readonly LayerSensitivity[] = [];
  private bar = 1;
  private weights: WeightForm | undefined;
  private description = '';
  private criterion: MixedReport['criterion'] = 'agreement';
  private dataName = '';

  constructor(
    private readonly models: MixedModels,
    private readonly calibration: CalibrationSpec,
    private readonly spec: MixedSpec,
    private readonly services: MixedServices,
  ) {}

  async run(): Promise<MixedFound> {
    const { calibration, spec, services, models } = this;
    const samples = samplesOf(calibration);
    const judging = spec.data ?? samples;
    if (judging === undefined || calibration.data === 'random') throw mixedNeedsData();
    const { graph } = models.base;
    const { shapes, signal, target } = services;
    const ports = sessionPortsOf(graph);
    const data = await openData(judging, ports, { shapes, signal });
    const calibrationData = await openData(samples ?? judging, ports, { shapes, signal });
    this.dataName = data.description;
    const calibrated = await calibrateBest(
      models.base,
      valuesToObserve(graph, { target }),
      calibration,
      (table) => quantizeStatic(graph, table, { ...services.scheme, target }).graph,
      { ...services, onProgress: (progress) => this.progress(0, SHARE.calibrate, progress.fraction, progress) },
    );
    services.onCalibrated(calibrated);
    const { table, description } = calibrated;
    this.description = description;
    this.weights = await services.chooseWeights?.((form) =>
      quantizeStatic(graph, table, { ...services.scheme, target, ...form }),
    );
    const full = this.quantize(table, new Set());
    const float = await this.tryFloat(data);
    const layers = quantizedLayers(
      graph,
      full.precisions,
      Math.min(LAYER_LIMIT, Math.max(2, Math.floor(WRITTEN_BYTES_LIMIT / float.sizeBytes))),
    );
    try {
      await this.tryReverting([], layers, table, data);
      await this.time(this.plans.slice(1));
      if (this.plans.some((plan) => isFaster(plan, this.goal)))
        await this.revertSensitive(layers, table, data, calibrationData);
      else await this.revertLight(layers, table, data);
      // What the first look rules out needs no second one.
      if (this.plans.slice(1).some(({ speed }) => (speed?.interval?.high ?? 0) > this.bar)) await this.timeAtLength();
    } catch (error) {
      // A plan that breaks a runner must not cost what was found before it.
      if (!(error instanceof WorkbenchError)) throw error;
      return this.found(`It stopped early: ${error.message}`);
    }
    const found = this.found();
    await services.onFound(found);
    return found;
  }

  /** The optimized FP32 model: the first plan, and what the others are measured against. */
  private async tryFloat(data: OpenedData): Promise<TriedPlan> {
    const file = await this.write('FP32', this.models.float);
    const judged = await this.judge(file, data);
    this.criterion = judged.accuracy.top1 === undefined ? 'agreement' : 'top-1';
    const plan = { ...file, ...judged, model: this.models.float, floatLayers: [] };
    this.plans.push(plan);
    await this.tell();
    return plan;
  }

  /** Builds and judges a plan, and says whether it keeps the budget. */
  private async tryReverting(
    reverted: readonly QuantizedLayer[],
    layers: readonly QuantizedLayer[],
    table: CalibrationTable,
    data: OpenedData,
  ): Promise<TriedPlan> {
    const count = reverted.reduce((sum, { names }) => sum + names.length, 0);
    const total = layers.reduce((sum, { names }) => sum + names.length, 0);
    const label = count === 0 ? 'INT8' : `${count} of ${total} layers in FP32`;
    const known = this.plans.find((plan) => plan.label === label);
    if (known) return known;
    const converted = this.quantize(table, idsOf(reverted));
    const model = this.modelOf(converted);
    const quantization: Quantization = { float: this.models.base, converted, table };
    const file = await this.write(label, model);
    const judged = await this.judge(file, data);
    const floatLayers = reverted.flatMap(({ names }) => names);
    const plan: TriedPlan = { ...file, ...judged, model, quantization, floatLayers };
    this.plans.push(plan);
    await this.tell();
    return plan;
  }

  private async revertSensitive(
    layers: readonly QuantizedLayer[],
    table: CalibrationTable,
    data: OpenedData,
    calibrationData: OpenedData,
  ): Promise<void> {
    const [float, int8] = this.plans;
    invariant(float && int8, 'FP32 and INT8 were tried before');
    const start = SHARE.calibrate + SHARE.first;
    this.sensitivities = await measureSensitivity(layers, float.source, calibrationData, {
      factory: this.services.factory,
      signal: this.services.signal,
      withOnly: (layer, work) => this.withOnly(layer, layers, table, work),
      onProgress: (doneCount) => {
        const { length: totalCount } = layers;
        const steps = { stage: 'Measuring the sensitivity of layers', doneCount, totalCount, unit: 'layers' };
        this.progress(start, SHARE.sensitivity, doneCount / totalCount, steps);
      },
    });
    await this.tell();
    if (isWithinBudget(int8, this.goal)) return;
    const worstFirst = this.sensitivities.flatMap(({ names }) => layers.find((layer) => layer.names === names) ?? []);
    await findFewest(layers.length - 1, async (count) => {
      const plan = await this.tryReverting(worstFirst.slice(0, count), layers, table, data);
      if (!isWithinBudget(plan, this.goal)) return false;
      await this.time([plan]);
      return true;
    });
  }

  /** Where INT8 as a whole does not pay off, the heaviest layers alone may. */
  private async revertLight(
    layers: readonly QuantizedLayer[],
    table: CalibrationTable,
    data: OpenedData,
  ): Promise<void> {
    const lightFirst = layers.toSorted((a, b) => a.macs - b.macs);
    for (const share of [0.5, 0.8]) {
      const count = Math.round(share * layers.length);
      if (count === 0 || count >= layers.length) continue;
      const plan = await this.tryReverting(lightFirst.slice(0, count), layers, table, data);
      await this.time([plan]);
    }
  }

  /** What is worth a longer look: INT8, and of the plans within the budget the fastest. */
  private finalists(): readonly TriedPlan[] {
    const [, int8, ...others] = this.plans;
    const fastest = others
      .filter((plan) => plan.speed !== undefined)
      .sort((a, b) => (b.speed?.ratio ?? 0) - (a.speed?.ratio ?? 0))
      .slice(0, RACED_PLANS);
    return [...(int8 ? [int8] : []), ...fastest];
  }

  private async timeAtLength(): Promise<void> {
    const latencyMs = this.plans[0]?.speed?.latencyMs ?? 1;
    const runCount = Math.round(Math.min(MOST_RUNS, Math.max(FIRST_RUNS, LAST_RACE_MS / latencyMs)));
    await this.time(this.finalists(), runCount, { start: 1 - SHARE.race, share: SHARE.race });
  }

  private async time(
    plans: readonly TriedPlan[],
    runCount = FIRST_RUNS,
    { start, share } = { start: SHARE.calibrate + SHARE.first / 2, share: SHARE.first / 2 },
  ): Promise<void> {
    const [float] = this.plans;
    invariant(float, 'FP32 was tried before');
    const { speeds, bar } = await timePlans(
      this.models.original,
      float,
      plans,
      { ...this.services, runCount },
      (doneCount, totalCount) => {
        const steps = { stage: 'Measuring plans in turns with FP32', doneCount, totalCount, unit: 'runs' };
        this.progress(start, share, doneCount / Math.max(1, totalCount), steps);
      },
    );
    this.bar = bar;
    for (const [index, plan] of this.plans.entries()) {
      const speed = speeds.get(plan.label);
      if (speed) this.plans[index] = { ...plan, speed };
    }
    await this.tell();
  }

  private judge(file: PlanFile, data: OpenedData) {
    const { original } = this.models;
    const start = this.plans.length < 2 ? SHARE.calibrate : SHARE.calibrate + SHARE.first + SHARE.sensitivity;
    const stage = `Measuring the accuracy of ${file.label}`;
    return judgeAccuracy(original, file, data, this.services, (doneCount, totalCount) =>
      this.progress(start, SHARE.search, 0, { stage, doneCount, totalCount, unit: 'samples' }),
    );
  }

  private async withOnly<T>(
    layer: QuantizedLayer,
    layers: readonly QuantizedLayer[],
    table: CalibrationTable,
    work: (source: ModelSource) => Promise<T>,
  ): Promise<T> {
    const others = layers.filter((other) => other !== layer);
    const { source } = await this.write('one-layer', this.modelOf(this.quantize(table, idsOf(others))));
    try {
      return await work(source);
    } finally {
      if (source.kind === 'file') await deleteModel(source.path);
    }
  }

  private quantize(table: CalibrationTable, keepFloat32: ReadonlySet<NodeId>): ConvertedGraph {
    return quantizeStatic(this.models.base.graph, table, {
      ...this.services.scheme,
      target: this.services.target,
      keepFloat32,
      ...this.weights,
    });
  }

  private modelOf({ graph }: ConvertedGraph): Model {
    return { ...this.models.base, graph };
  }

  private async write(label: string, model: Model): Promise<PlanFile> {
    const path = join(this.services.folder, `plan-${label.replaceAll(' ', '-').toLowerCase()}.onnx`);
    const { sizeBytes } = await writeModel(model, path, { signal: this.services.signal });
    return { label, source: { kind: 'file', path }, sizeBytes };
  }

  private get goal() {
    return { maxDrop: this.spec.maxDrop / 100, criterion: this.criterion, bar: this.bar };
  }

  private async tell(): Promise<void> {
    await this.services.onFound(this.found('It was stopped before it was through.'));
  }

  /** What is known now; `interruption` says why that is not all. */
  private found(interruption?: string): MixedFound {
    const { status, chosen, summary } = judgePlans(this.plans, this.goal);
    const plan = this.plans[chosen];
    invariant(plan, 'The chosen plan was tried');
    const { originalModel } = this.models;
    return {
      // Where the original is faster than its rewriting, staying means staying with that.
      model: chosen === 0 && this.bar > 1 ? originalModel : plan.model,
      calibration: this.description,
      ...(plan.quantization && { quantization: plan.quantization }),
      report: {
        maxDrop: this.goal.maxDrop,
        criterion: this.criterion,
        data: this.dataName,
        sensitivities: this.sensitivities,
        plans: withFront(
          this.plans.map(({ label, floatLayers, drop, accuracy, sizeBytes, speed }) => ({
            label,
            floatLayers,
            drop,
            accuracy,
            sizeBytes,
            ...(speed && { speed }),
          })),
        ),
        status: interruption === undefined ? status : 'stopped',
        chosen,
        summary: interruption === undefined ? summary : `${interruption} Best so far: ${summary}`,
      },
    };
  }

  private progress(
    start: number,
    share: number,
    fraction: number,
    { stage, doneCount, totalCount, unit }: Omit<Parameters<JobContext['progress']>[0], 'fraction'>,
  ): void {
    this.services.onProgress({ stage, fraction: start + share * fraction, doneCount, totalCount, unit });
  }
}

const idsOf = (layers: readonly QuantizedLayer[]): ReadonlySet<NodeId> =>
  new Set(layers.flatMap(({ nodeIds }) => nodeIds));

const deleteModel = (path: string) => Promise.all([path, `${path}.data`].map((file) => rm(file, { force: true })));

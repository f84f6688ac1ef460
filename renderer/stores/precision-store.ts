import { createStore } from 'zustand/vanilla';
import type {
  CalibrationSpec,
  CompareRequest,
  DataSpec,
  MixedSpec,
  ModelId,
  ModelPort,
  ModelSummary,
  Result,
} from '../../engine/api/contract.ts';
import type { VariantKind } from '../../engine/report/report.ts';
import type { SamplePicture } from '../../engine/view/sample-picture.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';
import { findOpenSizes, toShapes } from './input-shapes.ts';
import { type RewriteSwitches, toWireSwitches } from './rewrite-switches.ts';
import type { SettingsWriter } from './settings-writer.ts';

/** What can be built; the original is always measured beside it as the baseline. */
export type BuiltVariant = 'fp32' | 'fp16' | 'int8' | 'int8-dynamic' | 'int4' | 'mixed';

export const builtVariants: readonly BuiltVariant[] = ['fp32', 'fp16', 'int8', 'int8-dynamic', 'int4', 'mixed'];

/** What is chosen for a model that comes with calibration data; a search for a mixed precision takes minutes, and is asked for. */
const calibratedVariants: readonly BuiltVariant[] = ['fp32', 'fp16', 'int8'];

export type CalibrationSource =
  | { readonly kind: 'none' }
  /** For speed only: accuracy figures of such a variant mean nothing. */
  | { readonly kind: 'random' }
  | { readonly kind: 'data'; readonly data: DataSpec }
  /** A calibration cache of TensorRT 10 or older. */
  | { readonly kind: 'cache'; readonly path: string };

/** How INT8 is made of the ranges; what is absent is left to the engine. */
export type Int8Choices = Pick<
  CalibrationSpec,
  'percentile' | 'symmetry' | 'weightRange' | 'equalize' | 'biasCorrection'
>;

export type Provider = CompareRequest['provider'];

export const providers: readonly Provider[] = ['cpu', 'cuda', 'tensorrt', 'webgpu', 'dml', 'coreml'];

/** Data still to be chosen. */
export const emptyData: DataSpec = { path: '', preprocess: 'none', labelOffset: 0 };

export interface RunChoices {
  readonly provider: Provider;
  readonly threads: number;
  readonly batch: number;
  readonly runCount: number;
}

export interface PrecisionState {
  readonly variants: readonly BuiltVariant[];
  readonly calibration: CalibrationSource;
  readonly method: CalibrationSpec['method'];
  readonly int8: Int8Choices;
  readonly evaluation: DataSpec | undefined;
  /** What a mixed precision may lose, in percentage points. */
  readonly maxDrop: number;
  readonly run: RunChoices;
  /** Inputs of the model, for the sizes that they leave open. */
  readonly inputs: readonly ModelPort[];
  /** Sizes that were given, by name. */
  readonly sizes: Readonly<Record<string, number>>;
  toggleVariant(variant: BuiltVariant): void;
  setCalibration(calibration: CalibrationSource): void;
  setMethod(method: CalibrationSpec['method']): void;
  setInt8(changes: Int8Choices): void;
  setEvaluation(evaluation: DataSpec | undefined): void;
  setMaxDrop(points: number): void;
  setRun(changes: Partial<RunChoices>): void;
  setSize(name: string, size: number | undefined): void;
  restoreThreads(threads: number): void;
  /** Asks for a path through the native dialog; undefined where the user cancelled. */
  choosePath(purpose: PathPurpose): Promise<Result<string | undefined>>;
  /** Sends data to a host that cannot read this machine's files; the value is its path there. */
  sendData(files: readonly File[], onProgress: (fraction: number) => void): Promise<Result<string>>;
  /** One sample as it was read and as it is fed. */
  readSample(modelId: ModelId, data: DataSpec, index: number): Promise<Result<SamplePicture>>;
  /** Starts over for a model, with the data that came with it. */
  prefill(model: ModelSummary): void;
}

export type PathPurpose = 'data' | 'data-folder' | 'labels';

export type PrecisionStore = ReturnType<typeof createPrecisionStore>;

/** Which variants to build, from which data, and how to run them. */
export function createPrecisionStore(client: WorkbenchClient, settings: SettingsWriter) {
  return createStore<PrecisionState>()((set, get) => ({
    variants: ['fp32', 'fp16'],
    calibration: { kind: 'none' },
    method: 'auto',
    int8: {},
    evaluation: undefined,
    maxDrop: 0.2,
    run: { provider: 'cpu', threads: 1, batch: 1, runCount: 100 },
    inputs: [],
    sizes: {},
    toggleVariant: (variant) => {
      const chosen = get().variants;
      const wanted = (kind: BuiltVariant) => (kind === variant) !== chosen.includes(kind);
      set({ variants: builtVariants.filter(wanted) });
    },
    setCalibration: (calibration) => set({ calibration }),
    setMethod: (method) => set({ method }),
    setInt8: (changes) => set({ int8: { ...get().int8, ...changes } }),
    setEvaluation: (evaluation) => set({ evaluation }),
    setMaxDrop: (maxDrop) => set({ maxDrop }),
    setRun: (changes) => {
      set({ run: { ...get().run, ...changes } });
      if (changes.threads !== undefined) settings.write({ threads: changes.threads });
    },
    setSize: (name, size) => {
      const { [name]: _, ...others } = get().sizes;
      set({ sizes: size === undefined ? others : { ...others, [name]: size } });
    },
    restoreThreads: (threads) => set({ run: { ...get().run, threads } }),
    choosePath: async (purpose) => {
      const chosen = await client.rpc.host.chooseFiles({ purpose });
      return chosen.ok ? { ok: true, value: chosen.value[0] } : chosen;
    },
    sendData: async (files, onProgress) => {
      const sent = await client.upload(files, { onProgress, signal: new AbortController().signal });
      return sent.ok ? { ok: true, value: sent.value.path } : sent;
    },
    readSample: (modelId, data, index) => client.rpc.data.sample({ modelId, data, index }),
    prefill: ({ data, calibration, inputs }) =>
      set({
        inputs,
        sizes: {},
        variants: calibration === undefined ? ['fp32', 'fp16'] : calibratedVariants,
        calibration: toCalibrationSource(calibration),
        method: calibration?.method ?? 'auto',
        int8: {},
        evaluation: data,
      }),
  }));
}

function toCalibrationSource(spec: CalibrationSpec | undefined): CalibrationSource {
  if (spec === undefined) return { kind: 'none' };
  if (spec.data === 'random') return { kind: 'random' };
  return 'tensorrtCache' in spec.data
    ? { kind: 'cache', path: spec.data.tensorrtCache }
    : { kind: 'data', data: spec.data };
}

/** Why "Build and compare" cannot start, in the order to mend it. */
export type PrecisionProblem =
  | 'no-variant'
  | 'int8-needs-calibration'
  | 'mixed-needs-data'
  | 'evaluation-needs-path'
  | 'size-needed';

type Choices = Pick<PrecisionState, 'variants' | 'calibration' | 'evaluation' | 'inputs' | 'sizes'>;

export function findProblem({
  variants,
  calibration,
  evaluation,
  inputs,
  sizes,
}: Choices): PrecisionProblem | undefined {
  if (variants.length === 0) return 'no-variant';
  if (needsCalibration(variants) && !isCalibrated({ calibration })) return 'int8-needs-calibration';
  if (variants.includes('mixed') && calibration.kind !== 'data') return 'mixed-needs-data';
  if (evaluation?.path === '') return 'evaluation-needs-path';
  if (findOpenSizes(inputs).some((name) => sizes[name] === undefined)) return 'size-needed';
  return undefined;
}

/** True where some variant is quantized. */
export const needsCalibration = (variants: readonly VariantKind[]) =>
  variants.some((variant) => variant === 'int8' || variant === 'mixed');

/** True where INT8 can be built: random data was asked for, or there is data or a cache with a path. */
export const isCalibrated = ({ calibration }: Pick<PrecisionState, 'calibration'>) =>
  calibration.kind === 'random' ||
  (calibration.kind === 'data' && calibration.data.path !== '') ||
  (calibration.kind === 'cache' && calibration.path !== '');

type CalibrationChoices = Pick<PrecisionState, 'calibration' | 'method' | 'int8'>;

/** The calibration as the engine takes it; undefined while none is chosen. */
export function toCalibrationSpec({ calibration, method, int8 }: CalibrationChoices): CalibrationSpec | undefined {
  if (calibration.kind === 'none' || !isCalibrated({ calibration })) return undefined;
  const { percentile, ...others } = int8;
  const how = { method, ...others, ...(method === 'percentile' && percentile !== undefined && { percentile }) };
  if (calibration.kind === 'cache') return { data: { tensorrtCache: calibration.path }, ...how };
  return { data: calibration.kind === 'random' ? 'random' : calibration.data, ...how };
}

/** The calibration that these variants use: quantized ones any; FP16 data alone, to see how far values reach. */
export function calibrationFor(
  variants: readonly VariantKind[],
  choices: CalibrationChoices,
): CalibrationSpec | undefined {
  const isUsed = needsCalibration(variants) || (variants.includes('fp16') && choices.calibration.kind === 'data');
  return isUsed ? toCalibrationSpec(choices) : undefined;
}

/** What a job about the plan runs the model on: the chosen calibration data, besides random inputs of these dims. */
export const toPlanInputs = (state: Pick<PrecisionState, 'inputs' | 'sizes' | 'run' | 'calibration'>) => ({
  shapes: toInputShapes(state),
  ...(state.calibration.kind === 'data' && isCalibrated(state) && { data: state.calibration.data }),
});

/** The dims of inputs that the model leaves open, as far as they were given. */
export const toInputShapes = ({ inputs, sizes, run }: Pick<PrecisionState, 'inputs' | 'sizes' | 'run'>) =>
  toShapes(inputs, sizes, run.batch);

/** The goal of a mixed precision: what judges the comparison judges its plans. */
export const toMixedSpec = ({ maxDrop, evaluation }: Pick<PrecisionState, 'maxDrop' | 'evaluation'>): MixedSpec => ({
  maxDrop,
  ...(evaluation && { data: evaluation }),
});

export function toCompareRequest(state: PrecisionState, modelId: ModelId, switches: RewriteSwitches): CompareRequest {
  const calibration = calibrationFor(state.variants, state);
  return {
    modelId,
    variants: ['original', ...state.variants],
    ...toWireSwitches(switches),
    ...state.run,
    shapes: toInputShapes(state),
    ...(state.evaluation && { data: state.evaluation }),
    ...(calibration && { calibration }),
    ...(state.variants.includes('mixed') && { mixed: toMixedSpec(state) }),
  };
}

import { createStore } from 'zustand/vanilla';
import type { CalibrationSpec, CompareRequest, DataSpec, ModelId, ModelSummary } from '../../engine/api/contract.ts';
import type { CalibrationMethod } from '../../engine/report/report.ts';
import type { SettingsWriter } from './settings-writer.ts';

/** What can be built; the original is always measured beside it as the baseline. */
export type BuiltVariant = 'fp32' | 'fp16' | 'int8';

export const builtVariants: readonly BuiltVariant[] = ['fp32', 'fp16', 'int8'];

export type CalibrationSource =
  | { readonly kind: 'none' }
  /** For speed only: accuracy figures of such a variant mean nothing. */
  | { readonly kind: 'random' }
  | { readonly kind: 'data'; readonly data: DataSpec };

export type Provider = CompareRequest['provider'];

export interface RunChoices {
  readonly provider: Provider;
  readonly threads: number;
  readonly batch: number;
  readonly runCount: number;
}

export interface PrecisionState {
  readonly variants: readonly BuiltVariant[];
  readonly calibration: CalibrationSource;
  readonly method: CalibrationMethod;
  readonly evaluation: DataSpec | undefined;
  readonly run: RunChoices;
  toggleVariant(variant: BuiltVariant): void;
  setCalibration(calibration: CalibrationSource): void;
  setMethod(method: CalibrationMethod): void;
  setEvaluation(evaluation: DataSpec | undefined): void;
  setRun(changes: Partial<RunChoices>): void;
  restoreThreads(threads: number): void;
  /** Starts over for a model, with the data that came with it. */
  prefill(model: ModelSummary): void;
}

export type PrecisionStore = ReturnType<typeof createPrecisionStore>;

/** Which variants to build, from which data, and how to run them. */
export function createPrecisionStore(settings: SettingsWriter) {
  return createStore<PrecisionState>()((set, get) => ({
    variants: ['fp32', 'fp16'],
    calibration: { kind: 'none' },
    method: 'entropy',
    evaluation: undefined,
    run: { provider: 'cpu', threads: 1, batch: 1, runCount: 100 },
    toggleVariant: (variant) => {
      const chosen = get().variants;
      const wanted = (kind: BuiltVariant) => (kind === variant) !== chosen.includes(kind);
      set({ variants: builtVariants.filter(wanted) });
    },
    setCalibration: (calibration) => set({ calibration }),
    setMethod: (method) => set({ method }),
    setEvaluation: (evaluation) => set({ evaluation }),
    setRun: (changes) => {
      set({ run: { ...get().run, ...changes } });
      if (changes.threads !== undefined) settings.write({ threads: changes.threads });
    },
    restoreThreads: (threads) => set({ run: { ...get().run, threads } }),
    prefill: ({ data, calibration }) =>
      set({
        variants: calibration === undefined ? ['fp32', 'fp16'] : builtVariants,
        calibration: toCalibrationSource(calibration),
        method: calibration?.method ?? 'entropy',
        evaluation: data,
      }),
  }));
}

function toCalibrationSource(spec: CalibrationSpec | undefined): CalibrationSource {
  if (spec === undefined) return { kind: 'none' };
  return spec.data === 'random' ? { kind: 'random' } : { kind: 'data', data: spec.data };
}

/** Why "Build and compare" cannot start, in the order to mend it. */
export type PrecisionProblem = 'no-variant' | 'int8-needs-calibration';

export function findProblem(state: Pick<PrecisionState, 'variants' | 'calibration'>): PrecisionProblem | undefined {
  if (state.variants.length === 0) return 'no-variant';
  if (state.variants.includes('int8') && state.calibration.kind === 'none') return 'int8-needs-calibration';
  return undefined;
}

/** The calibration as the engine takes it; undefined while none is chosen. */
export function toCalibrationSpec({
  calibration,
  method,
}: Pick<PrecisionState, 'calibration' | 'method'>): CalibrationSpec | undefined {
  if (calibration.kind === 'none') return undefined;
  return { data: calibration.kind === 'random' ? 'random' : calibration.data, method };
}

export function toCompareRequest(state: PrecisionState, modelId: ModelId): CompareRequest {
  const calibration = state.variants.includes('int8') ? toCalibrationSpec(state) : undefined;
  return {
    modelId,
    variants: ['original', ...state.variants],
    ...state.run,
    ...(state.evaluation && { data: state.evaluation }),
    ...(calibration && { calibration }),
  };
}

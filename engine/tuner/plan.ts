import type { WeightForm } from '../precision/quantize/quantize-static.ts';
import type { SessionOptions } from '../runtime/session.ts';
import type { Precision, TargetName } from '../targets/target.ts';

/**
 * Everything that decides how a model runs. Data only: it is compared, kept in the timing cache, and written beside the
 * exported model.
 */
export interface Plan {
  /** 'original' is the model as it came: nothing of `rewrite` is done to it. */
  readonly format: 'original' | Precision;
  readonly rewrite: {
    readonly target: TargetName;
    readonly disabledRules: readonly string[];
    readonly enabledRules: readonly string[];
  };
  /** How INT8 weights are stored; 8 bits, signed, when absent. */
  readonly quantization?: WeightForm;
  readonly session: PlanSession;
  /** Dims of inputs that the rewritten model has instead of open ones, by input name. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Samples per run. */
  readonly batch: number;
  /** Sessions that run at the same time. */
  readonly streams: number;
}

/** What a session is opened with, as far as it changes how fast or how exactly a model runs. */
export type PlanSession = Omit<SessionOptions, 'optimizedModelPath' | 'profile'>;

/** The same text for plans that do the same, however their fields and lists are ordered. */
export const planKey = (plan: Plan): string => JSON.stringify(sorted(withoutRewriteOfOriginal(plan)));

/** The part of a plan that decides what the model file holds. */
export const modelKey = ({ format, rewrite, quantization, shapes }: Plan): string =>
  JSON.stringify(sorted(format === 'original' ? { format } : { format, rewrite, quantization, shapes }));

const withoutRewriteOfOriginal = ({ rewrite, shapes, quantization, ...plan }: Plan): object =>
  plan.format === 'original' ? plan : { ...plan, rewrite, shapes, quantization };

/** Objects by key and lists of names by name; lists of numbers are dims and keep their order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? value.toSorted() : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

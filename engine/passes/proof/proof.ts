import type { DataType } from '../../ir/data-type.ts';
import { isFloat } from '../../ir/data-type.ts';

/** What came of comparing the outputs of a change on the same inputs. */
export type ProofOutcome =
  | ({ readonly status: 'equal' | 'different' } & NumericError)
  /** Nodes were grouped and none was changed. */
  | { readonly status: 'grouping-only' }
  | { readonly status: 'not-checked'; readonly reason: string };

export interface NumericError {
  /** Largest |after - before|. */
  readonly maxAbsoluteError: number;
  /** `maxAbsoluteError` over the largest |before|. */
  readonly maxRelativeError: number;
}

/**
 * Largest relative error that rounding explains. A dot product of k float32 terms is off by about sqrt(k) * 6e-8 of its
 * largest term, and weights folded in advance by as much again; 1e-4 leaves room for k in the tens of thousands.
 */
const tolerances: Readonly<Partial<Record<DataType, number>>> = {
  float64: 1e-9,
  float32: 1e-4,
  float16: 2e-2,
  bfloat16: 1e-1,
};

export interface ComparedTensor {
  readonly dataType: DataType;
  readonly dims: readonly number[];
  readonly values: ArrayLike<number>;
}

/** Compares pairs of tensors; values that are NaN on both sides agree. Whole numbers and booleans must be the same. */
export function compareOutputs(pairs: readonly (readonly [ComparedTensor, ComparedTensor])[]): ProofOutcome {
  let worst: NumericError = { maxAbsoluteError: 0, maxRelativeError: 0 };
  let isEqual = true;
  for (const [before, after] of pairs) {
    if (before.dataType !== after.dataType || `${before.dims}` !== `${after.dims}`) {
      const type = ({ dataType, dims }: ComparedTensor) => `${dataType} [${dims.join(', ')}]`;
      return { status: 'not-checked', reason: `the output was ${type(before)} and became ${type(after)}` };
    }
    const error = errorOf(before.values, after.values);
    isEqual &&= error.maxRelativeError <= (isFloat(before.dataType) ? (tolerances[before.dataType] ?? 1e-2) : 0);
    if (error.maxRelativeError >= worst.maxRelativeError) worst = error;
  }
  return { status: isEqual ? 'equal' : 'different', ...worst };
}

function errorOf(before: ArrayLike<number>, after: ArrayLike<number>): NumericError {
  let [largest, error] = [0, 0];
  for (let index = 0; index < before.length; index++) {
    const [a, b] = [before[index] ?? 0, after[index] ?? 0];
    if (Object.is(a, b) || a === b) {
      if (Number.isFinite(a)) largest = Math.max(largest, Math.abs(a));
      continue;
    }
    if (!Number.isFinite(a) || !Number.isFinite(b)) return { maxAbsoluteError: Infinity, maxRelativeError: Infinity };
    largest = Math.max(largest, Math.abs(a));
    error = Math.max(error, Math.abs(b - a));
  }
  return { maxAbsoluteError: error, maxRelativeError: error === 0 ? 0 : largest === 0 ? Infinity : error / largest };
}

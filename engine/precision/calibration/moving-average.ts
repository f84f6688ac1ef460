import type { ValueRange } from '../quantize/scheme.ts';
import { emptyRange } from './min-max.ts';

/** What a new batch counts at least: the average looks back over about a hundred batches. */
const LEAST_SHARE = 0.01;

/**
 * Moving averages of the ranges of batches: the plain mean of the first hundred, exponential from there on.
 * Source: PyTorch's MovingAverageMinMaxObserver, whose constant this is; unlike there the first batch has no more weight than others.
 */
export class AverageRangeTracker {
  private readonly averages = new Map<string, { readonly range: ValueRange; readonly batchCount: number }>();

  /** A batch without finite values counts as none. */
  add(name: string, { min, max }: ValueRange): void {
    if (min > max) return;
    const known = this.averages.get(name);
    const batchCount = (known?.batchCount ?? 0) + 1;
    const share = Math.max(LEAST_SHARE, 1 / batchCount);
    const mix = (before: number, now: number) => before + share * (now - before);
    const range = known ? { min: mix(known.range.min, min), max: mix(known.range.max, max) } : { min, max };
    this.averages.set(name, { range, batchCount });
  }

  of(name: string): ValueRange {
    return this.averages.get(name)?.range ?? emptyRange;
  }
}

import type { ValueRange } from '../quantize/scheme.ts';

/** The range of nothing. */
export const emptyRange: ValueRange = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };

/** Ranges seen so far, by the name of what was observed. Nothing seen: `emptyRange`. */
export class RangeTracker {
  private readonly ranges = new Map<string, ValueRange>();

  widen(name: string, { min, max }: ValueRange): void {
    const known = this.of(name);
    this.ranges.set(name, { min: Math.min(known.min, min), max: Math.max(known.max, max) });
  }

  of(name: string): ValueRange {
    return this.ranges.get(name) ?? emptyRange;
  }
}

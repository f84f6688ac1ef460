import type { ValueRange } from '../quantize/scheme.ts';

/** Ranges seen so far, by the name of what was observed. Nothing seen: Infinity to -Infinity. */
export class RangeTracker {
  private readonly ranges = new Map<string, ValueRange>();

  widen(name: string, { min, max }: ValueRange): void {
    const known = this.of(name);
    this.ranges.set(name, { min: Math.min(known.min, min), max: Math.max(known.max, max) });
  }

  of(name: string): ValueRange {
    return this.ranges.get(name) ?? { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  }
}

import { z } from 'zod';

/**
 * How fast a machine can be at best, and how near a model or a layer comes to that.
 * Source: S. Williams, A. Waterman, D. Patterson, Roofline: An Insightful Visual Performance Model, CACM 52 (4), 2009.
 */

/** Number formats whose matrix multiplication has a peak of its own. */
export const peakTypes = ['float32', 'float16', 'int8'] as const;
export type PeakType = (typeof peakTypes)[number];

const arithmeticPeak = z.object({
  /** 10^9 operations per second, 2 per multiply-accumulate. */
  gflops: z.number().positive(),
  /** Width of the square matrices it was found with. */
  size: z.int().positive(),
});
export type ArithmeticPeak = z.infer<typeof arithmeticPeak>;

const memoryPeak = z.object({
  /** 10^9 bytes per second, read and written together. */
  gigabytesPerSecond: z.number().positive(),
  /** Of the tensor that was copied: many times what caches hold. */
  bytes: z.int().positive(),
});
export type MemoryPeak = z.infer<typeof memoryPeak>;

/** The fastest that ONNX Runtime itself was seen to multiply matrices and to copy memory, with one provider and number of threads. */
export const machinePeaks = z.object({
  /** Formats that the provider computes in: what it only converts from has no peak. */
  arithmetic: z.object({
    float32: arithmeticPeak.optional(),
    float16: arithmeticPeak.optional(),
    int8: arithmeticPeak.optional(),
  }),
  memory: memoryPeak.optional(),
  /** Share of all processors that other programs took meanwhile, from 0 to 1; absent where the system does not tell. */
  otherLoad: z.number().optional(),
  measuredAt: z.string(),
});
export type MachinePeaks = z.infer<typeof machinePeaks>;

/** Above this share of other programs, a peak is likely lower than the machine's. */
const quietLoad = 0.1;

/** Whether other programs left the machine alone while its peaks were measured. */
export const wereMeasuredInQuiet = ({ otherLoad = 0 }: MachinePeaks): boolean => otherLoad < quietLoad;

/** The fastest that was seen in either measurement, as the newer one describes it. A format that the newer lacks is gone. */
export function fasterPeaks(newer: MachinePeaks, older: MachinePeaks): MachinePeaks {
  const arithmetic = Object.fromEntries(
    peakTypes.flatMap((type) => {
      const [now, before] = [newer.arithmetic[type], older.arithmetic[type]];
      return now ? [[type, before && before.gflops > now.gflops ? before : now]] : [];
    }),
  );
  const { memory } = newer;
  const isSlower = memory && older.memory && older.memory.gigabytesPerSecond > memory.gigabytesPerSecond;
  return { ...newer, arithmetic, ...(isSlower && { memory: older.memory }) };
}

/** What something does in one run, and how long it takes. */
export interface Work {
  readonly flops: number;
  readonly bytes: number;
  readonly durationMs: number;
  readonly type: PeakType;
}

/** Where work lies under the roof. */
export interface RoofPlace {
  /** Operations per byte moved. */
  readonly intensity: number;
  /** 10^9 operations per second that it reached. */
  readonly gflops: number;
  /** 10^9 bytes per second that it moved. */
  readonly gigabytesPerSecond: number;
  /** What limits it: the lower of the two roofs at this intensity. */
  readonly bound: 'arithmetic' | 'memory';
  /** Reached share of the roof. More than 1 is possible where what it moves stays in caches, which are faster than memory. */
  readonly share: number;
}

/**
 * Places work under the roof. Where it has operations, the share is of the time that its operations or its bytes need at least,
 * whichever is longer; without operations only bytes count. Undefined where the peak that decides was not measured.
 */
export function placeUnderRoof({ flops, bytes, durationMs, type }: Work, peaks: MachinePeaks): RoofPlace | undefined {
  const arithmetic = peaks.arithmetic[type] ?? peaks.arithmetic.float32;
  if (!(durationMs > 0) || !peaks.memory || (flops > 0 && !arithmetic)) return undefined;
  const arithmeticMs = arithmetic && flops > 0 ? flops / arithmetic.gflops / 1e6 : 0;
  const memoryMs = bytes / peaks.memory.gigabytesPerSecond / 1e6;
  return {
    intensity: flops / bytes,
    gflops: flops / durationMs / 1e6,
    gigabytesPerSecond: bytes / durationMs / 1e6,
    bound: arithmeticMs >= memoryMs ? 'arithmetic' : 'memory',
    share: Math.max(arithmeticMs, memoryMs) / durationMs,
  };
}

/** Operations per byte from which on arithmetic and not memory is the limit. */
export const ridgeOf = ({ gflops }: ArithmeticPeak, { gigabytesPerSecond }: MemoryPeak): number =>
  gflops / gigabytesPerSecond;

/** What the roof allows at an intensity: 10^9 operations per second. */
export const roofAt = (intensity: number, { gflops }: ArithmeticPeak, { gigabytesPerSecond }: MemoryPeak): number =>
  Math.min(gflops, intensity * gigabytesPerSecond);

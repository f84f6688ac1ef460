import { cpus } from 'node:os';

/** What processors and processes have done up to a moment. Milliseconds. */
export interface LoadReading {
  /** All processors together, whoever kept them busy. */
  readonly busyMs: number;
  readonly elapsedMs: number;
  readonly processorCount: number;
  /** This process and the runners. */
  readonly ownMs: number;
}

/** Reads the clocks of the system; `runnersMs` is the processor time of the runners up to now. */
export function readLoad(runnersMs: number): LoadReading {
  const processors = cpus();
  const times = processors.map((processor) => processor.times);
  const busyMs = times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, 0);
  const idleMs = times.reduce((sum, { idle }) => sum + idle, 0);
  const { user, system } = process.cpuUsage();
  return {
    busyMs,
    elapsedMs: (busyMs + idleMs) / Math.max(1, processors.length),
    processorCount: processors.length,
    ownMs: (user + system) / 1000 + runnersMs,
  };
}

/**
 * The share of all processors that other programs took between two readings, from 0 to 1; undefined where the system's
 * clocks did not advance.
 */
export function otherLoad(before: LoadReading, after: LoadReading): number | undefined {
  const availableMs = (after.elapsedMs - before.elapsedMs) * after.processorCount;
  if (!(availableMs > 0)) return undefined;
  const otherMs = after.busyMs - before.busyMs - (after.ownMs - before.ownMs);
  return Math.min(1, Math.max(0, otherMs / availableMs));
}

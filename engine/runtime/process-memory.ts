import { readFileSync, writeFileSync } from 'node:fs';

export interface ProcessMemory {
  readonly currentBytes: number;
  readonly peakBytes: number;
}

/**
 * Resident memory of this process.
 * `getrusage` is not asked on Linux: a child inherits its parent's peak there, so an engine that holds a large model would
 * make every runner look as large. The kernel's VmHWM belongs to this program alone.
 */
export function readProcessMemory(): ProcessMemory {
  if (process.platform === 'linux') return parseStatus(readFileSync('/proc/self/status', 'utf8'));
  // maxRSS is in KiB on every platform: libuv converts.
  return { currentBytes: process.memoryUsage.rss(), peakBytes: process.resourceUsage().maxRSS * 1024 };
}

/** Makes the peak start again from the current size, where the system can; otherwise the peak includes start-up. */
export function resetPeak(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // A container may forbid it. The peak then covers the whole life of the process, which is what it says elsewhere too.
  }
}

/** Reads VmRSS and VmHWM of a Linux `/proc/<pid>/status`. */
export function parseStatus(status: string): ProcessMemory {
  const bytesOf = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
  return { currentBytes: bytesOf('VmRSS'), peakBytes: bytesOf('VmHWM') };
}

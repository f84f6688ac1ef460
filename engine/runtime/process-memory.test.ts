import { expect, it } from 'vitest';
import { parseStatus, readProcessMemory, resetPeak } from './process-memory.ts';

it('reads current and peak resident size', () => {
  const status = 'Name:\tnode\nVmPeak:\t 9999999 kB\nVmHWM:\t   56140 kB\nVmRSS:\t   44132 kB\n';
  expect(parseStatus(status)).toEqual({ currentBytes: 44132 * 1024, peakBytes: 56140 * 1024 });
});

it('sees memory that this process has touched', () => {
  resetPeak();
  const before = readProcessMemory();
  const touched = Buffer.alloc(64e6, 1);
  expect(readProcessMemory().peakBytes - before.currentBytes).toBeGreaterThan(0.9 * touched.length);
});

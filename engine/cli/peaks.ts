import { join } from 'node:path';
import type { PeakOptions } from '../benchmark/peak.ts';
import { type MachinePeaks, wereMeasuredInQuiet } from '../benchmark/roofline.ts';
import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import { findDevices } from '../runtime/nvidia-devices.ts';
import { describeProcessor } from '../runtime/processor.ts';
import { describeRuntime } from '../runtime/providers.ts';
import type { SessionFactory } from '../runtime/session.ts';
import { findPeaks, PeakFile } from '../workbench/peak-file.ts';
import type { CommandIo } from './command.ts';
import { userDataFolder } from './user-folders.ts';
import { withFactory } from './with-factory.ts';

const stages = { float32: 'float32 products', float16: 'float16 products', int8: 'int8 products', memory: 'memory' };

/** The peaks of this machine, measured where they are not kept yet. Says where other programs disturbed them. */
export async function findPeaksFor(
  options: PeakOptions,
  choice: Parameters<typeof findPeaks>[2],
  io: CommandIo,
): Promise<MachinePeaks> {
  const measure = (factory: SessionFactory) => {
    const onProgress = (what: keyof typeof stages) =>
      io.progress(`measuring the peak of this machine: ${stages[what]}`);
    return findPeaks(options, { factory, store: openPeakFile(io), signal: io.signal, onProgress }, choice);
  };
  const peaks = await withFactory(measure);
  if (!wereMeasuredInQuiet(peaks)) {
    const share = Math.round(100 * (peaks.otherLoad ?? 0));
    io.note(
      `Other programs took ${share} % of the processors while the peaks were measured, so they may be too low: measure again with lathe roofline --remeasure.`,
    );
  }
  return peaks;
}

/** Where the peaks of this machine are kept: the window's file too. */
export const openPeakFile = (io: CommandIo): PeakFile =>
  new PeakFile(join(io.userDataFolder ?? userDataFolder(), 'peaks.json'), async ({ provider }) => ({
    processor: describeProcessor(),
    devices: await findDevices(provider, io.signal),
    onnxruntimeVersion: (await describeRuntime(createNodeProcessHost(), io.signal)).version,
  }));

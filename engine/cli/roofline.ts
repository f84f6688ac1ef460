import type { PeakOptions } from '../benchmark/peak.ts';
import { type MachinePeaks, peakTypes, ridgeOf } from '../benchmark/roofline.ts';
import { formatBytes } from '../report/format-number.ts';
import { providerNames } from '../runtime/providers.ts';
import { type Command, type CommandIo, parseArguments, UsageError } from './command.ts';
import { describeDevice } from './describe-device.ts';
import { findPeaksFor } from './peaks.ts';
import { renderTable } from './table.ts';

const usage = `roofline [options]

  --provider P     ${providerNames.join(', ')} (cpu)
  --threads N      intra-operator threads; 0 lets ONNX Runtime choose (1)
  --remeasure      measures again, also where the peaks are known; a peak that was seen faster stays
  --json           one JSON document instead of a table

The fastest that ONNX Runtime itself multiplies matrices and copies memory here: what a model can get at best. On GPUs
float32 is what the provider multiplies float32 tensors with, TF32 included. Measured once and kept; 'lathe benchmark
--layers' places layers under it.`;

/** Prints the peaks of this machine. */
export const rooflineCommand: Command = {
  name: 'roofline',
  summary: "the machine's own peaks for matrix products and memory, through ONNX Runtime",
  usage,
  async run(args, io) {
    const parsed = parseArguments(args, {
      provider: { type: 'string' },
      threads: { type: 'string' },
      remeasure: { type: 'boolean' },
      json: { type: 'boolean' },
    });
    if (parsed.positionals.length > 0) throw new UsageError('roofline takes no MODEL; see lathe benchmark --layers');
    const options = {
      provider: parsed.choice('provider', providerNames, 'cpu'),
      threads: parsed.count('threads', { min: 0 }) ?? 1,
    };
    const peaks = await findPeaksFor(options, parsed.flag('remeasure') ? 'measure' : 'kept', io);
    const device = await describeDevice(options.provider, io.signal);
    if (parsed.flag('json')) io.print(JSON.stringify({ device, ...options, ...peaks }));
    else printPeaks(peaks, options, device, io);
  },
};

function printPeaks(
  { arithmetic, memory }: MachinePeaks,
  { provider, threads }: PeakOptions,
  device: string,
  io: CommandIo,
): void {
  io.print(`${device}, ${provider}, ${threads === 0 ? 'default' : threads} thread(s)`);
  const rows = peakTypes.map((type) => {
    const peak = arithmetic[type];
    if (!peak) return [`matrix product, ${type}`, '-', 'not computed by this provider', ''];
    const ridge = memory ? ridgeOf(peak, memory).toFixed(1) : '-';
    return [`matrix product, ${type}`, `${peak.gflops.toFixed(1)} GFLOP/s`, `${peak.size} x ${peak.size}`, ridge];
  });
  const copied = memory
    ? ['memory, read and written', `${memory.gigabytesPerSecond.toFixed(1)} GB/s`, formatBytes(memory.bytes), '']
    : ['memory, read and written', '-', 'not measured', ''];
  io.print(renderTable(['peak', 'rate', 'measured with', 'FLOP per byte to reach it'], [...rows, copied]));
}

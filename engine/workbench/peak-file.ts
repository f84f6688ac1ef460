import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import { measurePeaks, type PeakOptions } from '../benchmark/peak.ts';
import {
  fasterPeaks,
  type MachinePeaks,
  machinePeaks,
  type PeakType,
  wereMeasuredInQuiet,
} from '../benchmark/roofline.ts';
import { writeAtomically } from '../files/write-atomically.ts';
import type { DeviceDescription } from '../runtime/nvidia-devices.ts';
import type { Processor } from '../runtime/processor.ts';
import type { SessionFactory } from '../runtime/session.ts';

/** What peaks hold for, besides the provider and its threads. */
export interface PeakMachine {
  readonly processor: Processor;
  /** Of the provider. */
  readonly devices: readonly DeviceDescription[];
  readonly onnxruntimeVersion: string;
}

/** Peaks that were measured before. */
export interface PeakStore {
  find(options: PeakOptions): Promise<MachinePeaks | undefined>;
  keep(options: PeakOptions, peaks: MachinePeaks): Promise<void>;
}

/** Peaks that are forgotten with it. */
export function createPeakMemory(): PeakStore {
  const known = new Map<string, MachinePeaks>();
  const keyOf = ({ provider, threads }: PeakOptions) => `${provider} ${threads}`;
  return {
    find: async (options) => known.get(keyOf(options)),
    keep: async (options, peaks) => {
      known.set(keyOf(options), peaks);
    },
  };
}

const content = z.record(z.string(), machinePeaks);

/** Peaks in a JSON file of the user's data folder, by machine, versions and threads. A spoilt file counts as empty: it only costs time. */
export class PeakFile implements PeakStore {
  constructor(
    private readonly path: string,
    private readonly machineFor: (options: PeakOptions) => Promise<PeakMachine>,
  ) {}

  async find(options: PeakOptions): Promise<MachinePeaks | undefined> {
    return (await this.read())[await this.keyOf(options)];
  }

  /** Errors: file.write-failed. */
  async keep(options: PeakOptions, peaks: MachinePeaks): Promise<void> {
    const all = { ...(await this.read()), [await this.keyOf(options)]: peaks };
    await mkdir(dirname(this.path), { recursive: true });
    await writeAtomically(this.path, [Buffer.from(`${JSON.stringify(all, undefined, 2)}\n`)]);
  }

  private async read(): Promise<Readonly<Record<string, MachinePeaks>>> {
    try {
      return content.parse(JSON.parse(await readFile(this.path, 'utf8')));
    } catch {
      return {};
    }
  }

  private async keyOf(options: PeakOptions): Promise<string> {
    const { processor, devices, onnxruntimeVersion } = await this.machineFor(options);
    const system = [process.platform, process.arch, processor, devices];
    return JSON.stringify([system, onnxruntimeVersion, packageJson.version, options.provider, options.threads]);
  }
}

export interface PeakServices {
  readonly factory: SessionFactory;
  readonly store: PeakStore;
  readonly signal?: AbortSignal;
  readonly onProgress?: (what: PeakType | 'memory') => void;
}

/** Peaks that other programs disturbed are measured again, but not before this. */
const patienceMs = 24 * 3_600_000;

const isGoodEnough = (peaks: MachinePeaks): boolean =>
  wereMeasuredInQuiet(peaks) || Date.now() - Date.parse(peaks.measuredAt) < patienceMs;

/**
 * The peaks of this machine: those that are kept, unless other programs were at work when they were measured a day ago or more. A
 * new measurement never lowers a peak. `choice` 'measure' measures in any case. Errors: AbortError; file.write-failed.
 */
export async function findPeaks(
  { provider, threads }: PeakOptions,
  { store, ...environment }: PeakServices,
  choice: 'kept' | 'measure' = 'kept',
): Promise<MachinePeaks> {
  const options = { provider, threads };
  const kept = await store.find(options);
  if (kept && choice === 'kept' && isGoodEnough(kept)) return kept;
  const measured = await measurePeaks(options, environment);
  const peaks = kept ? fasterPeaks(measured, kept) : measured;
  await store.keep(options, peaks);
  return peaks;
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { runsOnNvidia } from './runs-on-nvidia.ts';
import type { ProviderName } from './session.ts';

/** A device as its driver describes it. */
export interface DeviceDescription {
  readonly name: string;
  readonly memoryBytes?: number;
  readonly driver?: string;
}

const run = promisify(execFile);
const query = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader,nounits'];
const patienceMs = 10_000;

/** NVIDIA's GPUs by nvidia-smi, which comes with the driver; none where that is not to be had. */
export async function findNvidiaDevices(signal?: AbortSignal): Promise<readonly DeviceDescription[]> {
  try {
    const { stdout } = await run('nvidia-smi', query, { timeout: patienceMs, ...(signal && { signal }) });
    return parseNvidiaDevices(stdout);
  } catch {
    return [];
  }
}

/** The devices that a provider computes on, where their driver tells; the processor is not among them. */
export const findDevices = async (
  provider: ProviderName,
  signal?: AbortSignal,
): Promise<readonly DeviceDescription[]> => (runsOnNvidia(provider) ? findNvidiaDevices(signal) : []);

/** Reads lines like 'NVIDIA H200, 143771, 580.159.04'; memory in MiB. */
export function parseNvidiaDevices(csv: string): readonly DeviceDescription[] {
  return csv
    .split('\n')
    .filter((line) => line.includes(','))
    .map((line) => {
      const [name = '', memory, driver] = line.split(',').map((field) => field.trim());
      const mebibytes = Number(memory);
      return {
        name,
        ...(Number.isFinite(mebibytes) && { memoryBytes: mebibytes * 2 ** 20 }),
        ...(driver && { driver }),
      };
    });
}

import { spawn } from 'node:child_process';

/** Reads the power that a device draws while something runs. */
export interface PowerMeter {
  /** Watts since the meter was started, in the order in which they were read. */
  readonly watts: readonly number[];
  stop(): void;
}

/** Often enough for several readings of a second, seldom enough to cost nothing. */
const intervalMs = 100;

/** Starts to read the power of the first NVIDIA GPU by nvidia-smi, which comes with the driver. Without one there are no readings. */
export function startNvidiaPowerMeter(): PowerMeter {
  const query = [
    '--id=0',
    '--query-gpu=power.draw.instant',
    '--format=csv,noheader,nounits',
    `--loop-ms=${intervalMs}`,
  ];
  const watts: number[] = [];
  const child = spawn('nvidia-smi', query, { stdio: ['ignore', 'pipe', 'ignore'] });
  // Not installed: no readings.
  child.on('error', () => {});
  child.stdout.setEncoding('utf8').on('data', (text: string) => watts.push(...parseWatts(text)));
  return { watts, stop: () => void child.kill() };
}

/** Reads lines like '312.45'; what is no number ('[N/A]') is left out. */
export const parseWatts = (text: string): readonly number[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^\d+(\.\d+)?$/.test(line))
    .map(Number);

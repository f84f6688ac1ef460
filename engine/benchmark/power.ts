import { type PowerMeter, startNvidiaPowerMeter } from '../runtime/nvidia-power.ts';
import { runsOnNvidia } from '../runtime/runs-on-nvidia.ts';
import type { ProviderName, Session } from '../runtime/session.ts';
import { median } from './statistics.ts';
import { runStreams, type StreamWork } from './streams.ts';

/** What a device draws while one model runs without pause. */
export interface PowerFigures {
  readonly watts: number;
  /** Samples per second over those watts: samples per joule. */
  readonly samplesPerJoule: number;
}

/** Power follows the work by up to a second. */
const defaultMs = 1500;

export interface PowerWork extends Omit<StreamWork, 'windowMs'> {
  /** How long to wait for the power to settle, and over how long to measure it; 1.5 s each when absent. */
  readonly settlingMs?: number;
  readonly windowMs?: number;
}

/**
 * Runs a warmed-up session without pause until the power of the device has settled, then for a while longer, over which power and
 * throughput are taken. Undefined where the device does not report its power.
 */
export async function measurePower(
  session: Session,
  { settlingMs = defaultMs, windowMs = defaultMs, ...work }: PowerWork,
  startMeter: () => PowerMeter,
): Promise<PowerFigures | undefined> {
  const meter = startMeter();
  try {
    await runStreams([session], { ...work, windowMs: settlingMs });
    const settledCount = meter.watts.length;
    const { throughput } = await runStreams([session], { ...work, windowMs });
    const settled = meter.watts.slice(settledCount);
    if (settled.length === 0) return undefined;
    const watts = median(settled);
    return { watts, samplesPerJoule: throughput / watts };
  } finally {
    meter.stop();
  }
}

/** What reads the power of the device that a provider runs on; undefined where nothing does. */
export const findPowerMeter = (provider: ProviderName): (() => PowerMeter) | undefined =>
  runsOnNvidia(provider) ? startNvidiaPowerMeter : undefined;

import type { ValueId } from '../../ir/graph.ts';
import type { Feeds, Reduction } from '../../runtime/session.ts';
import type { ModelRunner } from '../calibration/calibrate.ts';
import { missingCalibrationOutput, noCalibrationData } from '../errors.ts';

/** What each channel of a value held on the data seen. */
export interface ChannelStatistics {
  /** The largest magnitude, by channel. */
  readonly magnitudes: Float64Array;
  /** The mean, by channel. */
  readonly means: Float64Array;
}

/** A value to look at, and its axis of channels. */
export interface ChannelValue {
  readonly id: ValueId;
  /** Negative from the end. */
  readonly axis: number;
}

/**
 * Observes channels in one pass through the data. Memory does not grow with the data.
 * Errors: precision.no-calibration-data, precision.missing-output, and the runner's own.
 */
export async function observeChannels(
  observed: ReadonlyMap<string, ChannelValue>,
  batches: AsyncIterable<Feeds>,
  run: ModelRunner,
  signal?: AbortSignal,
): Promise<ReadonlyMap<ValueId, ChannelStatistics>> {
  const reductions: Record<string, Reduction> = {};
  for (const [name, { axis }] of observed) reductions[name] = { kind: 'channels', axis };
  const seen = new Map<string, { magnitudes: Float64Array; sums: Float64Array; counts: Float64Array }>();
  for await (const feeds of batches) {
    signal?.throwIfAborted();
    const outputs = await run(feeds, reductions, signal);
    for (const name of observed.keys()) {
      const output = outputs[name];
      if (output?.kind !== 'channels') throw missingCalibrationOutput(name);
      const { magnitudes, sums, elementCounts } = output;
      const known = seen.get(name);
      if (!known) {
        seen.set(name, { magnitudes, sums, counts: elementCounts });
        continue;
      }
      for (let channel = 0; channel < magnitudes.length; channel++) {
        known.magnitudes[channel] = Math.max(known.magnitudes[channel] ?? 0, magnitudes[channel] ?? 0);
        known.sums[channel] = (known.sums[channel] ?? 0) + (sums[channel] ?? 0);
        known.counts[channel] = (known.counts[channel] ?? 0) + (elementCounts[channel] ?? 0);
      }
    }
  }
  if (seen.size < observed.size) throw noCalibrationData();
  const statistics = new Map<ValueId, ChannelStatistics>();
  for (const [name, { id }] of observed) {
    const found = seen.get(name);
    if (!found) continue;
    const { magnitudes, sums, counts } = found;
    statistics.set(id, { magnitudes, means: sums.map((sum, channel) => sum / Math.max(1, counts[channel] ?? 1)) });
  }
  return statistics;
}

import type { CalibrationSpec, DataSpec } from '../api/contract.ts';
import type { Model, ValueId } from '../ir/graph.ts';
import {
  type ChannelStatistics,
  type ChannelValue,
  observeChannels,
} from '../precision/channels/channel-statistics.ts';
import { equalizeChannels, valuesToEqualize } from '../precision/channels/equalize.ts';
import { valuesOfWeightedNodes } from '../precision/channels/weighted-inputs.ts';
import type { QuantizeOptions } from '../precision/quantize/quantize-static.ts';
import { type ObservationServices, observing } from './observing.ts';

export type Int8Scheme = Pick<QuantizeOptions, 'means' | 'symmetry' | 'weightRange'>;

export interface PreparedModel {
  /** With channels evened out, where that was asked for. */
  readonly model: Model;
  /** How it is to be quantized besides the target's rules. */
  readonly scheme: Int8Scheme;
  readonly remarks: readonly string[];
}

/** Enough for the largest magnitude and the mean of a channel. */
const CHANNEL_SAMPLES = 128;

/**
 * What is done to a float32 model before it is calibrated, from what its channels held on the first samples of the data.
 * Nothing where the ranges come from a cache: there is no data to look at.
 * Errors: those of `observing`.
 */
export async function prepareInt8(
  model: Model,
  spec: CalibrationSpec,
  services: ObservationServices,
): Promise<PreparedModel> {
  const { data, equalize = DEFAULTS.equalize, biasCorrection = DEFAULTS.biasCorrection } = spec;
  const isCache = typeof data === 'object' && 'tensorrtCache' in data;
  const scheme: Int8Scheme = {
    weightRange: spec.weightRange ?? DEFAULTS.weightRange,
    ...(spec.symmetry && { symmetry: spec.symmetry }),
  };
  if (isCache || !(equalize || biasCorrection)) return { model, scheme, remarks: [] };
  const scalable = equalize ? valuesToEqualize(model.graph) : [];
  const weighted = biasCorrection ? valuesOfWeightedNodes(model.graph) : [];
  const wanted = new Map([...scalable, ...weighted].map(({ id, axis }) => [id, { id, axis }]));
  if (wanted.size === 0) return { model, scheme, remarks: [] };
  const statistics = await observe(model, [...wanted.values()], data, services);
  const { graph, divisors } = equalize
    ? equalizeChannels(model.graph, statistics)
    : { graph: model.graph, divisors: new Map<ValueId, Float64Array>() };
  const means = new Map<ValueId, Float64Array>();
  if (biasCorrection) {
    for (const { id } of weighted) {
      const divisor = divisors.get(id);
      const seen = statistics.get(id)?.means;
      if (seen) means.set(id, divisor ? seen.map((mean, channel) => mean / (divisor[channel] ?? 1)) : seen);
    }
  }
  const count = scalable.filter(({ id }) => divisors.has(id)).length;
  const remarks =
    count === 0 ? [] : [`The channels of ${count} activations were evened out before they got one range each.`];
  return { model: { ...model, graph }, scheme: { ...scheme, means }, remarks };
}

/** What is done where nobody says: see docs/benchmarks.md for what each gains. */
const DEFAULTS = { equalize: true, biasCorrection: true, weightRange: 'largest' } as const;

function observe(
  model: Model,
  values: readonly ChannelValue[],
  data: DataSpec | 'random',
  services: ObservationServices,
): Promise<ReadonlyMap<ValueId, ChannelStatistics>> {
  const byId = new Map(values.map((value) => [value.id, value]));
  services.onProgress({ stage: 'Observing channels', fraction: 0, doneCount: 0, totalCount: 1, unit: 'passes' });
  return observing(model, [...byId.keys()], data, services, ({ observed, run, batches }) => {
    const named = [...observed].flatMap(([name, id]) => {
      const value = byId.get(id);
      return value ? [[name, value] as const] : [];
    });
    return observeChannels(new Map(named), batches(CHANNEL_SAMPLES), run, services.signal);
  });
}

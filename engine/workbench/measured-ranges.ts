import type { CalibrationSpec } from '../api/contract.ts';
import { WorkbenchError } from '../errors.ts';
import type { Model, ValueId } from '../ir/graph.ts';
import { calibrate } from '../precision/calibration/calibrate.ts';
import type { ValueRange } from '../precision/quantize/scheme.ts';
import { samplesOf } from './calibration-samples.ts';
import { floatValuesOf } from './float-values.ts';
import { type ObservationServices, observing } from './observing.ts';

export interface MeasuredRanges {
  /** Of every float32 value; none where nothing was measured. */
  readonly ranges: ReadonlyMap<ValueId, ValueRange>;
  readonly remarks: readonly string[];
}

/** Enough to see how large values become: the largest of more samples is rarely twice as large. */
const SAMPLES = 64;

/**
 * How far the values of a model reach on the first samples of the data. Where there is no data, or it does not suit the model,
 * nothing is known of them, which the remarks say.
 */
export async function measureRanges(
  model: Model,
  spec: CalibrationSpec | undefined,
  services: ObservationServices,
): Promise<MeasuredRanges> {
  const data = samplesOf(spec);
  if (!data) return { ranges: new Map(), remarks: [] };
  const few = { ...data, limit: Math.min(SAMPLES, data.limit ?? SAMPLES) };
  services.onProgress({ stage: 'Measuring ranges', fraction: 0, doneCount: 0, totalCount: 1, unit: 'passes' });
  try {
    return await observing(model, floatValuesOf(model.graph), few, services, async (observation) => {
      const { signal } = services;
      const method = { kind: 'min-max' } as const;
      const { observed, batches, run } = observation;
      const { values } = await calibrate(observed, () => batches(), run, { method, basis: 'data', signal });
      return {
        ranges: new Map([...values].map(([id, { range }]) => [id, range])),
        remarks: [`How far values reach was measured on ${observation.description}.`],
      };
    });
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    return { ranges: new Map(), remarks: [`How far values reach could not be measured: ${error.message}`] };
  }
}

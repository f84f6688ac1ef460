import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileError } from '../accuracy/datasets/byte-source.ts';
import type { CalibrationSpec } from '../api/contract.ts';
import type { Graph, Model, ValueId } from '../ir/graph.ts';
import { requireValue } from '../ir/query.ts';
import {
  type CalibrationProgress,
  type CalibrationTable,
  calibrate,
  withMethod,
} from '../precision/calibration/calibrate.ts';
import { parseTensorrtCache, tableOfTensorrtCache } from '../precision/calibration/tensorrt-cache.ts';
import type { CalibrationMethod } from '../precision/calibration/threshold.ts';
import { foreignCalibrationCache } from '../precision/errors.ts';
import { describeMethod, methodOf } from './calibration-method.ts';
import type { CalibrationStore } from './calibration-store.ts';
import { type ObservationServices, observing } from './observing.ts';
import type { BuildOptions } from './variant-builder.ts';

export interface CalibrationServices extends ObservationServices {
  /** What earlier calibrations saw; without it, every calibration starts over. */
  readonly store?: CalibrationStore | undefined;
}

/** A calibration with what it was made from: 'calibration-images (500 samples), entropy'. */
export interface Calibration {
  readonly table: CalibrationTable;
  readonly description: string;
  /** 'calibration-images (500 samples)' */
  readonly samples: string;
  /** How its method was chosen, where that was measured. */
  readonly remark?: string;
  /** What was calibrated, by the names that the values have in the model. */
  readonly values: ReadonlyMap<string, ValueId>;
}

/**
 * Observes values of a float32 model on calibration data. A pass that was finished before on the same model and data is not
 * run again.
 * Errors: precision.no-calibration-data, precision.unreadable-cache, precision.foreign-cache, and those of `observing`.
 */
export function calibrateModel(
  model: Model,
  values: readonly ValueId[],
  spec: CalibrationSpec,
  services: CalibrationServices,
): Promise<Calibration> {
  const { data } = spec;
  if (typeof data === 'object' && 'tensorrtCache' in data) {
    return fromCache(data.tensorrtCache, byName(model.graph, values));
  }
  const { store, signal, onProgress } = services;
  const method = methodOf(spec);
  return observing(model, values, data, services, async (observation) => {
    const { observed, sampleCount, batch } = observation;
    const key = store && (await observation.key());
    const seen = await calibrate(observed, () => observation.batches(), observation.run, {
      method,
      histograms: 'always',
      basis: data === 'random' ? 'random' : 'data',
      known: key === undefined ? undefined : await store?.read(key),
      ...(key !== undefined && { onPassDone: async (seen) => store?.write(key, seen) }),
      signal,
      onProgress: (progress) =>
        onProgress(toJobProgress(progress, Math.min(sampleCount, progress.batchCount * batch), sampleCount)),
    });
    return {
      table: withWholeInputs(seen, model.graph),
      values: byName(model.graph, values),
      samples: observation.description,
      description: descriptionOf(observation.description, method),
    };
  });
}

/** What the same passes give under another method. */
export const underMethod = (
  { table, values, samples }: Calibration,
  method: CalibrationMethod,
  graph: Graph,
): Calibration => ({
  table: withWholeInputs(withMethod(table, method), graph),
  values,
  samples,
  description: descriptionOf(samples, method),
});

const descriptionOf = (samples: string, method: CalibrationMethod): string => `${samples}, ${describeMethod(method)}`;

function byName(graph: Graph, values: readonly ValueId[]): ReadonlyMap<string, ValueId> {
  const named = new Map<string, ValueId>();
  for (const id of values) {
    const { name } = requireValue(graph, id);
    named.set(name === '' || named.has(name) ? `${name || 'unnamed'} (${id})` : name, id);
  }
  return named;
}

/** Preprocessing bounds a model's inputs: none of their values is an outlier. */
function withWholeInputs(table: CalibrationTable, graph: Graph): CalibrationTable {
  const values = new Map(table.values);
  for (const id of graph.inputs) {
    const value = values.get(id);
    if (value) values.set(id, { ...value, threshold: value.range });
  }
  return { ...table, values };
}

async function fromCache(path: string, values: ReadonlyMap<string, ValueId>): Promise<Calibration> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw fileError(path, cause);
  });
  const table = tableOfTensorrtCache(parseTensorrtCache(text), values);
  if (table.values.size === 0) throw foreignCalibrationCache();
  const samples = `${basename(path)}, a TensorRT calibration cache`;
  return { table, values, samples, description: samples };
}

function toJobProgress(
  { pass, passCount }: CalibrationProgress,
  doneCount: number,
  totalCount: number,
): Parameters<BuildOptions['onProgress']>[0] {
  const passesDone = pass === 'range' ? 0 : 1;
  return {
    stage: passCount === 1 ? 'Calibrating' : `Calibrating, pass ${passesDone + 1} of ${passCount}`,
    fraction: (passesDone + doneCount / totalCount) / passCount,
    doneCount,
    totalCount,
    unit: 'samples',
  };
}

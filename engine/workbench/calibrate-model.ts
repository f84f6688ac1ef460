import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileError } from '../accuracy/datasets/byte-source.ts';
import { feedBatches, fixedBatchOf, sampleCountOf } from '../accuracy/feed-batches.ts';
import type { CalibrationSpec, DataSpec } from '../api/contract.ts';
import { writeModel } from '../files/write-model.ts';
import type { Model, ValueId } from '../ir/graph.ts';
import { type CalibrationProgress, type CalibrationTable, calibrate } from '../precision/calibration/calibrate.ts';
import { instrument } from '../precision/calibration/instrument.ts';
import { parseTensorrtCache, tableOfTensorrtCache } from '../precision/calibration/tensorrt-cache.ts';
import { foreignCalibrationCache } from '../precision/errors.ts';
import type { SessionFactory } from '../runtime/session.ts';
import { describeMethod, methodOf } from './calibration-method.ts';
import type { CalibrationStore } from './calibration-store.ts';
import { contentHash } from './content-hash.ts';
import { openData } from './open-data.ts';
import { sessionPortsOf } from './session-ports.ts';
import type { BuildOptions } from './variant-builder.ts';

export interface CalibrationServices extends Pick<BuildOptions, 'shapes' | 'signal' | 'onProgress'> {
  readonly folder: string;
  readonly factory: SessionFactory;
  /** What earlier calibrations saw; without it, every calibration starts over. */
  readonly store?: CalibrationStore | undefined;
}

/** A calibration with what it was made from: 'calibration-images (500 samples), entropy'. */
export interface Calibration {
  readonly table: CalibrationTable;
  readonly description: string;
  /** Values by the name under which they were observed. */
  readonly observed: ReadonlyMap<string, ValueId>;
}

/** Samples per run: a few, so that the activations of one run fit beside each other. */
const CALIBRATION_BATCH = 8;

/**
 * Observes values of a float32 model on calibration data, in a runner process that reduces them on the spot. A pass that was
 * finished before on the same model and data is not run again.
 * Errors: precision.no-calibration-data, precision.unreadable-cache, precision.foreign-cache, data.*, runtime.*, those of
 * resolveInputDims where the data is random.
 */
export async function calibrateModel(
  model: Model,
  values: readonly ValueId[],
  spec: CalibrationSpec,
  services: CalibrationServices,
): Promise<Calibration> {
  const instrumented = instrument(model, values);
  const { observed } = instrumented;
  if (typeof spec.data === 'object' && 'tensorrtCache' in spec.data)
    return fromCache(spec.data.tensorrtCache, observed);
  const folder = join(services.folder, `calibration-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  try {
    // The same name each time: weights beside the model are named in it, and it must hash the same.
    const path = join(folder, 'model.onnx');
    await writeModel(instrumented.model, path, { signal: services.signal });
    return await observe(path, model, observed, { ...spec, data: spec.data }, services);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function observe(
  path: string,
  model: Model,
  observed: ReadonlyMap<string, ValueId>,
  spec: CalibrationSpec & { readonly data: DataSpec | 'random' },
  { factory, store, shapes, signal, onProgress }: CalibrationServices,
): Promise<Calibration> {
  const method = methodOf(spec);
  const data = await openData(spec.data, sessionPortsOf(model.graph), { shapes, signal });
  const { dataset, preprocess, limit } = data;
  const sampleCount = sampleCountOf(dataset, data);
  const key =
    store &&
    JSON.stringify([
      await hashOf([path, `${path}.data`], signal),
      await dataKey(spec.data, shapes, signal),
      preprocess,
    ]);
  const session = await factory.open(
    { kind: 'file', path },
    { provider: 'cpu', threads: 0, graphOptimization: 'all' },
    signal,
  );
  try {
    const batch = (await fixedBatchOf(dataset, preprocess, session.inputs, signal)) ?? CALIBRATION_BATCH;
    const table = await calibrate(
      observed,
      () => feedBatches(dataset, preprocess, session.inputs, batch, { limit, signal }),
      (feeds, reductions) => session.reduce(feeds, reductions, { signal }),
      {
        method,
        histograms: 'always',
        basis: spec.data === 'random' ? 'random' : 'data',
        known: key === undefined ? undefined : await store?.read(key),
        ...(key !== undefined && { onPassDone: async (seen) => store?.write(key, seen) }),
        signal,
        onProgress: (progress) =>
          onProgress(toJobProgress(progress, Math.min(sampleCount, progress.batchCount * batch), sampleCount)),
      },
    );
    return { table, observed, description: `${data.description}, ${describeMethod(method)}` };
  } finally {
    await session.close();
  }
}

async function fromCache(path: string, observed: ReadonlyMap<string, ValueId>): Promise<Calibration> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw fileError(path, cause);
  });
  const table = tableOfTensorrtCache(parseTensorrtCache(text), observed);
  if (table.values.size === 0) throw foreignCalibrationCache();
  return { table, observed, description: `${basename(path)}, a TensorRT calibration cache` };
}

/** What decides the feeds besides the preprocessing. */
async function dataKey(
  data: DataSpec | 'random',
  shapes: CalibrationServices['shapes'],
  signal: AbortSignal,
): Promise<unknown> {
  return data === 'random' ? ['random', shapes ?? {}] : [await contentHash(data.path, signal), data.limit ?? 'all'];
}

/** Of files that may be absent. */
async function hashOf(paths: readonly string[], signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    const content = await contentHash(path, signal).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'data.not-found') return 'absent';
      throw error;
    });
    hash.update(content);
  }
  return hash.digest('hex');
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

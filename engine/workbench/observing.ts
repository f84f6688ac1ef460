import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { feedBatches, fixedBatchOf, sampleCountOf } from '../accuracy/feed-batches.ts';
import type { DataSpec } from '../api/contract.ts';
import { writeModel } from '../files/write-model.ts';
import type { Model, ValueId } from '../ir/graph.ts';
import type { ModelRunner } from '../precision/calibration/calibrate.ts';
import { instrument } from '../precision/calibration/instrument.ts';
import type { Feeds, SessionFactory } from '../runtime/session.ts';
import { contentHash } from './content-hash.ts';
import { openData } from './open-data.ts';
import { sessionPortsOf } from './session-ports.ts';
import type { BuildOptions } from './variant-builder.ts';

export interface ObservationServices extends Pick<BuildOptions, 'shapes' | 'signal' | 'onProgress'> {
  readonly folder: string;
  readonly factory: SessionFactory;
}

/** A model that shows values of its own, loaded in a runner process that reduces them on the spot. */
export interface Observation {
  /** The values by the name under which they are shown. */
  readonly observed: ReadonlyMap<string, ValueId>;
  readonly run: ModelRunner;
  /** 'calibration-images (500 samples)' */
  readonly description: string;
  readonly sampleCount: number;
  /** Samples per batch. */
  readonly batch: number;
  /** A pass through the data, or through its first samples. */
  batches(limit?: number): AsyncIterable<Feeds>;
  /** Tells this model on this data from any other. */
  key(): Promise<string>;
}

/** Samples per run: a few, so that the activations of one run fit beside each other. */
const OBSERVED_BATCH = 8;

/**
 * Loads a model so that these values can be looked at on data, and unloads it after the work.
 * Errors: data.*, runtime.*, those of resolveInputDims where the data is random, and those of the work.
 */
export async function observing<T>(
  model: Model,
  values: readonly ValueId[],
  spec: DataSpec | 'random',
  { folder: parent, factory, shapes, signal }: ObservationServices,
  work: (observation: Observation) => Promise<T>,
): Promise<T> {
  const { model: instrumented, observed } = instrument(model, values);
  const folder = join(parent, `observed-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  try {
    const data = await openData(spec, sessionPortsOf(model.graph), { shapes, signal });
    const { dataset, preprocess, limit, description } = data;
    // The same name each time: weights beside the model are named in it, and it must hash the same.
    const path = join(folder, 'model.onnx');
    await writeModel(instrumented, path, { signal });
    const session = await factory.open(
      { kind: 'file', path },
      { provider: 'cpu', threads: 0, graphOptimization: 'all' },
      signal,
    );
    try {
      const batch = (await fixedBatchOf(dataset, preprocess, session.inputs, signal)) ?? OBSERVED_BATCH;
      return await work({
        observed,
        run: (feeds, reductions) => session.reduce(feeds, reductions, { signal }),
        description,
        sampleCount: sampleCountOf(dataset, data),
        batch,
        batches: (fewer = Number.POSITIVE_INFINITY) =>
          feedBatches(dataset, preprocess, session.inputs, batch, {
            limit: Math.min(fewer, limit ?? dataset.sampleCount),
            signal,
          }),
        key: async () =>
          JSON.stringify([
            await hashOf([path, `${path}.data`], signal),
            spec === 'random' ? ['random', shapes ?? {}] : [await contentHash(spec.path, signal), limit ?? 'all'],
            preprocess,
          ]),
      });
    } finally {
      await session.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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

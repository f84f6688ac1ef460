import { basename } from 'node:path';
import type { Dataset } from '../accuracy/datasets/dataset.ts';
import { openDataset } from '../accuracy/datasets/open-dataset.ts';
import { randomDataset } from '../accuracy/datasets/random-dataset.ts';
import { sampleCountOf } from '../accuracy/feed-batches.ts';
import { loadPreprocess, type Preprocess, presets } from '../accuracy/preprocess.ts';
import type { DataSpec } from '../api/contract.ts';
import { resolveInputDims } from '../benchmark/input-dims.ts';
import type { SessionPort } from '../runtime/session.ts';

/** A data source with what turns its samples into feeds. */
export interface OpenedData {
  readonly dataset: Dataset;
  readonly preprocess: Preprocess;
  /** 'test.npy (500 samples)', for conditions. */
  readonly description: string;
  readonly labelOffset: number;
  readonly limit: number | undefined;
}

/** Random feeds are for speed and numerics. Few are enough for that. */
const RANDOM_SAMPLES = 16;
const RANDOM_SEED = 20_240_601;

export interface OpenDataOptions {
  /** Dims of open inputs by name, for random data. */
  readonly shapes?: Readonly<Record<string, readonly number[]>> | undefined;
  readonly signal: AbortSignal;
}

/** Opens what a request names; `inputs` are what random data is made for. Errors: data.*, those of resolveInputDims. */
export async function openData(
  spec: DataSpec | 'random',
  inputs: readonly SessionPort[],
  options: OpenDataOptions,
): Promise<OpenedData> {
  if (spec === 'random') {
    const { dimsByInput } = resolveInputDims(inputs, { shapes: options.shapes ?? {} });
    const dataset = randomDataset(inputs, RANDOM_SAMPLES, RANDOM_SEED, { shapes: Object.fromEntries(dimsByInput) });
    return { dataset, preprocess: presets.none, description: 'random inputs', labelOffset: 0, limit: undefined };
  }
  const [dataset, preprocess] = await Promise.all([
    openDataset(spec.path, { labelsPath: spec.labelsPath, signal: options.signal }),
    loadPreprocess(spec.preprocess),
  ]);
  return {
    dataset,
    preprocess,
    description: `${basename(spec.path)} (${sampleCountOf(dataset, spec)} samples)`,
    labelOffset: spec.labelOffset,
    limit: spec.limit,
  };
}

import { isFloat } from '../ir/data-type.ts';
import { printShape } from '../ir/shape.ts';
import type { Feeds, HostTensor, SessionPort } from '../runtime/session.ts';
import type { Dataset, HwcImage, NamedTensor } from './datasets/dataset.ts';
import { numbersOf, toElements } from './elements.ts';
import { inputsMismatch, inputTypeUnsupported, preprocessUnused, shapeMismatch, throwIfCancelled } from './errors.ts';
import { isUnchanged, type Preprocess } from './preprocess.ts';
import { cropCentre, fitFloats, fitImages, toBatch, toFloatBatch } from './to-batch.ts';

/** Samples [start, start + count) of a dataset as read: not yet in any model's form. */
export type SampleBlock = {
  readonly dataName: string;
  readonly start: number;
  readonly count: number;
} & (
  | { readonly kind: 'images'; readonly images: readonly HwcImage[] }
  | { readonly kind: 'floats'; readonly values: Float32Array; readonly sampleShape: readonly number[] }
  | { readonly kind: 'feeds'; readonly tensors: readonly NamedTensor[] }
);

export interface SampleRange {
  /** Only the first samples; all when absent. */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Samples that `readBlocks` will yield. */
export const sampleCountOf = (dataset: Dataset, { limit }: SampleRange): number =>
  Math.min(dataset.sampleCount, limit ?? dataset.sampleCount);

/**
 * Reads a dataset from the start in blocks of `batch` samples, the last one shorter; a dataset of feeds in blocks of one.
 * The next block is read while the caller works on the present one.
 * Errors: data.preprocess-unused, and those of the dataset.
 */
export async function* readBlocks(
  dataset: Dataset,
  preprocess: Preprocess,
  batch: number,
  range: SampleRange,
): AsyncGenerator<SampleBlock, void, undefined> {
  if (dataset.elementKind !== 'uint8-hwc' && !isUnchanged(preprocess)) throw preprocessUnused(dataset.name);
  const sampleCount = sampleCountOf(dataset, range);
  const step = dataset.elementKind === 'feeds' ? 1 : batch;
  const readAt = async (start: number) => {
    throwIfCancelled(range.signal);
    return readBlock(dataset, preprocess, start, Math.min(step, sampleCount - start), range.signal);
  };
  let next = readAt(0);
  for (let start = 0; start < sampleCount; start += step) {
    const block = await next;
    if (start + step < sampleCount) {
      next = readAt(start + step);
      // Awaited in the next round, if there is one: a caller that stops early leaves nobody to hear of a failure.
      next.catch(() => undefined);
    }
    yield block;
  }
}

/** One sample. Errors: data.preprocess-unused, and those of the dataset. */
export async function readSampleBlock(
  dataset: Dataset,
  preprocess: Preprocess,
  index: number,
  signal?: AbortSignal,
): Promise<SampleBlock> {
  if (dataset.elementKind !== 'uint8-hwc' && !isUnchanged(preprocess)) throw preprocessUnused(dataset.name);
  return readBlock(dataset, preprocess, index, 1, signal);
}

/**
 * Turns a block into what a model takes; `batch` pads a short block by repeating its last sample.
 * Errors: data.shape-mismatch, data.type-mismatch.
 */
export function toFeeds(
  block: SampleBlock,
  preprocess: Preprocess,
  inputs: readonly SessionPort[],
  batch?: number,
): Feeds {
  if (block.kind === 'feeds') return assignFeeds(block.dataName, block.tensors, inputs);
  const port = requireOneInput(block, inputs);
  const options = { dataName: block.dataName, batch };
  const tensor =
    block.kind === 'images'
      ? toBatch(block.images, preprocess, port, options)
      : toFloatBatch(block.values, block.count, block.sampleShape, port, options);
  return { [port.name]: tensor };
}

/**
 * The batch size that the model fixes, judged on the first sample; 1 for a model without a batch dimension, undefined where
 * any size will do. A dataset of feeds is run one set at a time.
 * Errors: those of `readBlocks` and `toFeeds`.
 */
export async function fixedBatchOf(
  dataset: Dataset,
  preprocess: Preprocess,
  inputs: readonly SessionPort[],
  signal?: AbortSignal,
): Promise<number | undefined> {
  for await (const block of readBlocks(dataset, preprocess, 1, { limit: 1, signal })) {
    if (block.kind === 'feeds') return 1;
    const port = requireOneInput(block, inputs);
    if (block.kind === 'floats') return fitFloats(block.sampleShape, port, block.dataName).fixedBatch;
    const [image] = block.images;
    if (image === undefined) return undefined;
    const cropped = cropCentre(image, preprocess.crop, block.dataName);
    return fitImages(cropped, preprocess, port, block.dataName).fixedBatch;
  }
  return undefined;
}

/**
 * Feeds for a model, in batches, for calibration. A last short batch of a model with a fixed batch repeats its last sample.
 * Errors: those of `readBlocks` and `toFeeds`.
 */
export async function* feedBatches(
  dataset: Dataset,
  preprocess: Preprocess,
  inputs: readonly SessionPort[],
  batch: number,
  range: SampleRange = {},
): AsyncGenerator<Feeds, void, undefined> {
  const fixedBatch = await fixedBatchOf(dataset, preprocess, inputs, range.signal);
  for await (const block of readBlocks(dataset, preprocess, fixedBatch ?? batch, range)) {
    yield toFeeds(block, preprocess, inputs, fixedBatch);
  }
}

async function readBlock(
  dataset: Dataset,
  { resize }: Preprocess,
  start: number,
  count: number,
  signal: AbortSignal | undefined,
): Promise<SampleBlock> {
  const place = { dataName: dataset.name, start, count };
  switch (dataset.elementKind) {
    case 'uint8-hwc':
      return { ...place, kind: 'images', images: await dataset.read(start, count, { signal, resize }) };
    case 'float':
      return {
        ...place,
        kind: 'floats',
        values: await dataset.read(start, count, { signal }),
        sampleShape: dataset.sampleShape,
      };
    case 'feeds': {
      const [tensors = []] = await dataset.read(start, 1, { signal });
      return { ...place, kind: 'feeds', tensors };
    }
  }
}

function requireOneInput(block: SampleBlock, inputs: readonly SessionPort[]): SessionPort {
  const [port, ...others] = inputs;
  if (port === undefined || others.length > 0) throw inputsMismatch(block.dataName, ['samples'], inputs);
  return port;
}

/** Matches the tensors of a set to inputs: by name where every input has one of its name, else by position. */
function assignFeeds(dataName: string, tensors: readonly NamedTensor[], inputs: readonly SessionPort[]): Feeds {
  const byName = new Map(tensors.map(({ name, tensor }) => [name, tensor]));
  const isNamed = inputs.every((input) => byName.has(input.name));
  const providedNames = tensors.map(({ name }, index) => name || `input_${index}`);
  if (!isNamed && tensors.length !== inputs.length) throw inputsMismatch(dataName, providedNames, inputs);
  const feeds = inputs.map((input, index) => {
    const tensor = isNamed ? byName.get(input.name) : tensors[index]?.tensor;
    if (tensor === undefined) throw inputsMismatch(dataName, providedNames, inputs);
    requireDims(dataName, tensor, input);
    return [input.name, convertTensor(dataName, tensor, input)] as const;
  });
  return Object.fromEntries(feeds);
}

function requireDims(dataName: string, { dims }: HostTensor, input: SessionPort): void {
  const agrees =
    dims.length === input.dims.length &&
    input.dims.every((dim, axis) => typeof dim !== 'number' || dim < 1 || dim === dims[axis]);
  if (!agrees) throw shapeMismatch(dataName, printShape(dims), input, 'Use data of that shape.');
}

/** Feeds recorded for an FP32 model also suit its FP16 variant. */
function convertTensor(dataName: string, tensor: HostTensor, input: SessionPort): HostTensor {
  const dataType = input.dataType ?? tensor.dataType;
  if (dataType === tensor.dataType) return tensor;
  const numbers = isFloat(tensor.dataType) && isFloat(dataType) ? numbersOf(tensor) : undefined;
  const data = numbers === undefined ? undefined : toElements(numbers, dataType);
  if (data === undefined) throw inputTypeUnsupported(input.name, dataType, dataName);
  return { dataType, dims: tensor.dims, data };
}

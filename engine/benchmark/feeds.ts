import { type DataType, isFloat } from '../ir/data-type.ts';
import { elementCountOf } from '../ir/shape.ts';
import { tensorBytes, tensorOfNumbers } from '../ir/tensor.ts';
import { isViewable } from '../runtime/element-view.ts';
import type { Feeds, HostTensor, SessionPort } from '../runtime/session.ts';
import { unsupportedInput } from './errors.ts';
import { resolveInputDims, type ShapeOptions } from './input-dims.ts';
import { createRandom, seedOf } from './statistics.ts';

export interface FeedOptions extends ShapeOptions {
  /** The same seed gives the same values, input by input, in whatever order and element type a model has them. */
  readonly seed?: number;
}

export interface RandomFeeds {
  readonly feeds: Feeds;
  /** Samples in one run. */
  readonly batch: number;
}

/**
 * Feeds that exercise a model without data. Floats are uniform in [-1, 1); 32- and 64-bit integers are 0 or 1, which any
 * embedding can look up; 8-bit integers use their whole range; inputs named like a mask are all ones; other booleans are
 * false. Good for timing and numerics, never for accuracy.
 * Errors: benchmark.unsupported-input and those of resolveInputDims.
 */
export function randomFeeds(inputs: readonly SessionPort[], options: FeedOptions = {}): RandomFeeds {
  const { dimsByInput, batch } = resolveInputDims(inputs, options);
  const feeds = inputs.map(({ name, dataType }) => {
    if (dataType !== 'string' && !(dataType && isViewable(dataType))) {
      throw unsupportedInput(name, dataType ?? 'a sequence, map or optional');
    }
    return [name, randomTensor(name, dataType, dimsByInput.get(name) ?? [], options.seed ?? 0)] as const;
  });
  return { feeds: Object.fromEntries(feeds), batch };
}

function randomTensor(name: string, dataType: DataType, dims: readonly number[], seed: number): HostTensor {
  const count = elementCountOf(dims);
  if (dataType === 'string') {
    return { dataType, dims, data: new Uint8Array(0), strings: Array.from({ length: count }, () => 'a') };
  }
  const draw = drawFor(name, dataType, createRandom(seedOf(name) ^ seed));
  const values = Float64Array.from({ length: count }, draw);
  return { dataType, dims, data: tensorBytes(tensorOfNumbers(dataType, dims, values)) };
}

function drawFor(name: string, dataType: DataType, random: () => number): () => number {
  if (/mask/i.test(name)) return () => 1;
  if (isFloat(dataType)) return () => 2 * random() - 1;
  switch (dataType) {
    case 'uint8':
      return () => Math.floor(256 * random());
    case 'int8':
      return () => Math.floor(256 * random()) - 128;
    case 'bool':
      return () => 0;
    default:
      return () => (random() < 0.5 ? 0 : 1);
  }
}

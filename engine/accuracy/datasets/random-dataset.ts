import { invariant } from '../../errors.ts';
import { type DataType, isFloat } from '../../ir/data-type.ts';
import { elementCountOf } from '../../ir/shape.ts';
import { ownValue } from '../../own-value.ts';
import type { HostTensor, SessionPort } from '../../runtime/session.ts';
import { isConvertible, toElements } from '../elements.ts';
import { inputTypeUnsupported, shapeUnknown, throwIfCancelled } from '../errors.ts';
import type { FeedDataset, NamedTensor } from './dataset.ts';

export interface RandomDatasetOptions {
  /** Size of an open first dimension; 1 by default. */
  readonly batch?: number;
  /** Complete dims by input name, for inputs with other open dimensions. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
}

/**
 * Seeded feeds for any inputs, for speed and numerics only: floats from the standard normal distribution, uint8 over its range,
 * other integers and bool 0 or 1 (valid as a token id, a type id and a mask). Sample N is the same however it is read.
 * Errors: data.shape-unknown, data.type-mismatch.
 */
export function randomDataset(
  inputs: readonly SessionPort[],
  sampleCount: number,
  seed: number,
  { batch = 1, shapes = {} }: RandomDatasetOptions = {},
): FeedDataset {
  const ports = inputs.map((input) => {
    const dataType = input.dataType ?? 'float32';
    if (!isConvertible(dataType)) throw inputTypeUnsupported(input.name, dataType, 'random data');
    return { name: input.name, dataType, dims: ownValue(shapes, input.name) ?? fixedDims(input, batch) };
  });
  const sampleOf = (index: number): readonly NamedTensor[] => {
    const random = randomSource(seed, index);
    return ports.map(({ name, dataType, dims }) => ({ name, tensor: randomTensor(dataType, dims, random) }));
  };
  return {
    name: 'random',
    origin: 'random',
    elementKind: 'feeds',
    sampleCount,
    async read(start, count, { signal } = {}) {
      throwIfCancelled(signal);
      return Array.from({ length: count }, (_, i) => sampleOf(start + i));
    },
  };
}

function fixedDims(input: SessionPort, batch: number): readonly number[] {
  return input.dims.map((dim, axis) => {
    if (typeof dim === 'number' && dim > 0) return dim;
    if (axis === 0) return batch;
    throw shapeUnknown(input.name, input.dims);
  });
}

function randomTensor(dataType: DataType, dims: readonly number[], random: () => number): HostTensor {
  const values = new Float32Array(elementCountOf(dims));
  for (let i = 0; i < values.length; i++) {
    values[i] = isFloat(dataType) ? normal(random) : Math.floor(random() * (dataType === 'uint8' ? 256 : 2));
  }
  const data = toElements(values, dataType);
  invariant(data !== undefined, `${dataType} was accepted for random data`);
  return { dataType, dims, data };
}

/** Box-Muller. */
const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Mulberry32, uniform in [0, 1), with a stream of its own for each sample. Source: T. Ettinger, public domain. */
function randomSource(seed: number, sample: number): () => number {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(sample + 1, 0x85ebca6b)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

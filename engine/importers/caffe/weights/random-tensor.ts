import { elementCountOf } from '../../../ir/shape.ts';
import { type Tensor, tensorBytes, tensorOfFloats } from '../../../ir/tensor.ts';
import type { ParameterRole } from './parameters.ts';

/**
 * Made-up weights of a size that keeps activations in range, so that a network can be run for its speed: the same ones for the same
 * name, each time they are read. They mean nothing.
 * Source: for weights, He et al. 2015, equation 10: normal, with variance 2 / fan-in.
 */
export function randomTensor(dims: readonly number[], role: ParameterRole, name: string): Tensor {
  const read = (): Uint8Array => {
    const values = new Float32Array(elementCountOf(dims));
    fill(values, dims, role, generatorOf(name));
    return tensorBytes(tensorOfFloats([...dims], values));
  };
  return { dataType: 'float32', dims, content: { kind: 'deferred', read } };
}

function fill(values: Float32Array, dims: readonly number[], role: ParameterRole, random: () => number): void {
  switch (role) {
    case 'weight': {
      const fanIn = Math.max(1, values.length / Math.max(1, dims[0] ?? 1));
      fillNormal(values, Math.sqrt(2 / fanIn), random);
      return;
    }
    case 'bilinear':
      fillBilinear(values, dims);
      return;
    case 'scale':
    case 'variance':
      for (let index = 0; index < values.length; index++) values[index] = 0.75 + 0.5 * random();
      return;
    case 'factor':
      values.fill(1);
      return;
    case 'slope':
      values.fill(0.25);
      return;
    case 'bias':
    case 'shift':
    case 'mean':
      for (let index = 0; index < values.length; index++) values[index] = 0.1 * (random() - 0.5);
  }
}

/** Source: Caffe's BilinearFiller. */
function fillBilinear(values: Float32Array, dims: readonly number[]): void {
  const width = dims.at(-1) ?? 1;
  const height = dims.at(-2) ?? 1;
  const factor = Math.ceil(width / 2);
  const center = (2 * factor - 1 - (factor % 2)) / (2 * factor);
  for (let index = 0; index < values.length; index++) {
    const x = index % width;
    const y = Math.floor(index / width) % height;
    values[index] = (1 - Math.abs(x / factor - center)) * (1 - Math.abs(y / factor - center));
  }
}

/** Normal numbers around 0, two at a time. Source: Box and Muller 1958. */
function fillNormal(values: Float32Array, deviation: number, random: () => number): void {
  for (let index = 0; index < values.length; index += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    values[index] = radius * Math.cos(angle);
    if (index + 1 < values.length) values[index + 1] = radius * Math.sin(angle);
  }
}

/** Numbers from 0 to 1 that a name decides. Source: FNV-1a for the seed, then mulberry32. */
function generatorOf(name: string): () => number {
  let state = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) state = Math.imul(state ^ name.charCodeAt(index), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

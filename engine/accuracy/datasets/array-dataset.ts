import { basename } from 'node:path';
import { dataUnrecognized } from '../errors.ts';
import type { Dataset } from './dataset.ts';
import type { NpyArray } from './npy.ts';
import { cutImages } from './resize-image.ts';

/**
 * Samples along an array's first axis. uint8 [N, H, W] and [N, H, W, C] are images; everything else is numbers, fed as they are.
 * Errors: data.unrecognized.
 */
export function arrayDataset(array: NpyArray, labels: Int32Array | undefined): Dataset {
  const { path, shape, elementType } = array;
  const [sampleCount, ...sampleShape] = shape;
  if (sampleCount === undefined || shape.includes(0)) {
    throw dataUnrecognized(
      path,
      `has shape [${shape.join(', ')}], so it holds no samples`,
      'Its first axis must count the samples.',
    );
  }
  const base = {
    name: basename(path),
    origin: 'recorded' as const,
    sampleCount,
    ...(labels === undefined ? {} : { labels }),
  };
  if (elementType === 'u1' && (sampleShape.length === 2 || sampleShape.length === 3)) {
    const [height = 0, width = 0, channels = 1] = sampleShape;
    return {
      ...base,
      elementKind: 'uint8-hwc',
      sampleShape: [height, width, channels],
      async read(start, count, options = {}) {
        const pixels = await array.readBytes(start, count, options.signal);
        return cutImages(pixels, { height, width, channels }, options);
      },
    };
  }
  return {
    ...base,
    elementKind: 'float',
    sampleShape,
    read: async (start, count, options = {}) =>
      toFloats(path, elementType, await array.readNumbers(start, count, options.signal)),
  };
}

/** Rounds float64; refuses integers that float32 cannot hold, because an index must not change. */
function toFloats(path: string, elementType: string, numbers: Float32Array | Float64Array): Float32Array {
  if (numbers instanceof Float32Array) return numbers;
  const floats = Float32Array.from(numbers);
  const changed = elementType.startsWith('i') ? numbers.find((value, index) => value !== floats[index]) : undefined;
  if (changed !== undefined) {
    throw dataUnrecognized(
      path,
      `holds the integer ${changed}, which float32 cannot represent`,
      'Feed it as an ONNX test_data_set folder.',
    );
  }
  return floats;
}

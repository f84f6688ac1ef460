import { dataUnrecognized, labelsMismatch } from '../errors.ts';
import { type ByteSource, fileBytes, readPrefix } from './byte-source.ts';
import { isGzip, isIdx, openIdx } from './idx.ts';
import { isNpy, type NpyArray, openNpy } from './npy.ts';

/** Reads labels from a .npy or IDX file. Errors: data.not-found, data.unrecognized, data.truncated. */
export async function readLabelsFile(path: string, signal?: AbortSignal): Promise<Int32Array> {
  const source = await fileBytes(path);
  const prefix = await readPrefix(source, 6);
  if (isNpy(prefix)) return npyLabels(await openNpy(source), signal);
  if (isGzip(prefix) || isIdx(prefix)) return idxLabels(source, signal);
  throw dataUnrecognized(path, 'is no labels file', 'Give labels as a .npy array of whole numbers or as an IDX file.');
}

/** Labels of shape [N] or [N, 1], in any type as long as they are whole numbers. Errors: data.unrecognized. */
export async function npyLabels(array: NpyArray, signal?: AbortSignal): Promise<Int32Array> {
  const [count, ...rest] = array.shape;
  if (count === undefined || rest.some((dim) => dim !== 1)) {
    throw dataUnrecognized(
      array.path,
      `has shape [${array.shape.join(', ')}] where one label per sample is expected`,
      'Turn one-hot labels into class numbers with y.argmax(axis=1).',
    );
  }
  const numbers = await array.readNumbers(0, count, signal);
  const labels = Int32Array.from(numbers);
  const changed = numbers.find((value, index) => value !== labels[index]);
  if (changed !== undefined) {
    throw dataUnrecognized(
      array.path,
      `holds the label ${changed}`,
      'Labels must be whole numbers that count classes.',
    );
  }
  return labels;
}

/** Errors: data.labels-mismatch. */
export function requireOneLabelPerSample(
  labels: Int32Array,
  labelsPath: string,
  dataPath: string,
  sampleCount: number,
): void {
  if (labels.length !== sampleCount) throw labelsMismatch(labelsPath, labels.length, dataPath, sampleCount);
}

async function idxLabels(source: ByteSource, signal?: AbortSignal): Promise<Int32Array> {
  const { dims, content } = await openIdx(source, signal);
  if (dims.length !== 1)
    throw dataUnrecognized(source.path, 'holds images, not labels', 'Give the labels file instead.');
  return Int32Array.from(await content.read(0, content.sizeBytes, signal));
}

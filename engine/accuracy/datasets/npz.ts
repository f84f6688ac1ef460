import { dataUnrecognized } from '../errors.ts';
import { arrayDataset } from './array-dataset.ts';
import { type ByteSource, memoryBytes } from './byte-source.ts';
import type { Dataset } from './dataset.ts';
import { inflate } from './inflate.ts';
import { npyLabels, requireOneLabelPerSample } from './labels.ts';
import { type NpyArray, openNpy } from './npy.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';

/** Keys of samples and labels, in order of preference. */
const keyPairs = [
  ['x', 'y'],
  ['x_test', 'y_test'],
  ['images', 'labels'],
  ['test_images', 'test_labels'],
  ['features', 'labels'],
  ['arr_0', 'arr_1'],
] as const;

/**
 * Samples under `x` and labels under `y` (or one of the other usual pairs) of a .npz archive. What numpy.savez wrote is read by
 * range; savez_compressed must be unpacked into memory. `labels` given from outside win over the archive's.
 * Errors: data.unrecognized, data.truncated, data.too-large, data.labels-mismatch.
 */
export async function openNpz(
  source: ByteSource,
  labels: Int32Array | undefined,
  signal?: AbortSignal,
): Promise<Dataset> {
  const entries = new Map((await readZipDirectory(source)).map((entry) => [entry.name.replace(/\.npy$/, ''), entry]));
  const pair = keyPairs.find(([key]) => entries.has(key));
  const samples = pair === undefined ? undefined : entries.get(pair[0]);
  if (pair === undefined || samples === undefined) {
    const keys = [...entries.keys()].slice(0, 10).join(', ');
    throw dataUnrecognized(
      source.path,
      `holds ${keys === '' ? 'nothing' : keys}, but no x`,
      'Save it with numpy.savez(path, x=samples, y=labels).',
    );
  }
  const array = await openEntryArray(samples, signal);
  const labelEntry = labels === undefined ? entries.get(pair[1]) : undefined;
  if (labelEntry === undefined) return named(source, array, labels);
  const own = await npyLabels(await openEntryArray(labelEntry, signal), signal);
  requireOneLabelPerSample(own, labelEntry.content.path, array.path, array.shape[0] ?? 0);
  return named(source, array, own);
}

const named = (source: ByteSource, array: NpyArray, labels: Int32Array | undefined) =>
  arrayDataset({ ...array, path: source.path }, labels);

async function openEntryArray(entry: ZipEntry, signal?: AbortSignal): Promise<NpyArray> {
  if (entry.method === 'stored') return openNpy(entry.content);
  const bytes = await inflate(entry.content, 'deflate', entry.sizeBytes, signal);
  return openNpy(memoryBytes(entry.content.path, bytes));
}

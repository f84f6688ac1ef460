import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { dataUnrecognized, labelsMissing } from '../errors.ts';
import { arrayDataset } from './array-dataset.ts';
import { type ByteSource, fileBytes, fileError, readPrefix } from './byte-source.ts';
import type { Dataset } from './dataset.ts';
import { idxImages, idxLabelNames, isGzip, isIdx, openIdx } from './idx.ts';
import { isImageName } from './image-files.ts';
import { type FolderListing, listFolder, openImageFolder } from './image-folder.ts';
import { isJsonLines, openJsonLines } from './json-lines.ts';
import { readLabelsFile, requireOneLabelPerSample } from './labels.ts';
import { isNpy, openNpy } from './npy.ts';
import { openNpz } from './npz.ts';
import { isOnnxTestData, openOnnxTestData } from './onnx-test-data.ts';
import { isZip } from './zip-directory.ts';

export interface OpenDatasetOptions {
  /** A .npy or IDX file; without it, labels are looked for beside or inside the data. */
  readonly labelsPath?: string | undefined;
  /** 'required' refuses data without labels; 'optional' (the default) also takes unlabelled data. */
  readonly labels?: 'required' | 'optional';
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens labelled or unlabelled data. Files are told apart by content: IDX (gzip or not), .npy, .npz, JSON lines. A folder is an ONNX
 * test_data_set, or holds exactly one array file that can be samples (with its labels), or images, in one sub-folder per class.
 * Errors: data.not-found, data.unreadable, data.unrecognized, data.truncated, data.too-large, data.labels-mismatch, data.labels-missing, data.line-invalid.
 */
export async function openDataset(path: string, options: OpenDatasetOptions = {}): Promise<Dataset> {
  const stats = await stat(path).catch((cause: unknown) => {
    throw fileError(path, cause);
  });
  const dataset = stats.isDirectory() ? await openFolder(path, options) : await openFile(path, options);
  if (dataset.labels !== undefined && options.labelsPath !== undefined) {
    requireOneLabelPerSample(dataset.labels, options.labelsPath, path, dataset.sampleCount);
  }
  if (dataset.labels === undefined && options.labels === 'required') throw labelsMissing(path);
  return dataset;
}

async function openFolder(path: string, options: OpenDatasetOptions): Promise<Dataset> {
  const listing = await listFolder(path);
  if (isOnnxTestData(listing)) {
    if (options.labelsPath !== undefined) {
      throw dataUnrecognized(path, 'is an ONNX test_data_set, which has no labels', 'Leave out --labels.');
    }
    return openOnnxTestData(path, listing);
  }
  const file = requireAtMostOneArray(path, listing);
  if (file !== undefined) return openFile(join(path, file), options);
  return openImageFolder(path, listing, await givenLabels(options));
}

async function openFile(path: string, options: OpenDatasetOptions): Promise<Dataset> {
  const source = await fileBytes(path);
  const prefix = await readPrefix(source, 6);
  if (isNpy(prefix)) return openNpyFile(source, options);
  if (isZip(prefix)) return openNpz(source, await givenLabels(options), options.signal);
  if (isGzip(prefix) || isIdx(prefix)) return openIdxFile(source, options);
  if (isJsonLines(prefix)) return openJsonLines(source, await givenLabels(options), options.signal);
  if (isImageName(basename(path))) {
    throw dataUnrecognized(path, 'is a single image', 'Give the folder that holds one sub-folder of images per class.');
  }
  throw dataUnrecognized(path, 'is in no format that Lathe knows');
}

async function openNpyFile(source: ByteSource, options: OpenDatasetOptions): Promise<Dataset> {
  const array = await openNpy(source);
  return arrayDataset(array, await labelsFor(source.path, npyLabelNames, array.shape[0] ?? 0, options));
}

async function openIdxFile(source: ByteSource, options: OpenDatasetOptions): Promise<Dataset> {
  const array = await openIdx(source, options.signal);
  // A labels file given as data is named as such before anything is looked for beside it.
  if (array.dims.length < 3) return idxImages(array, undefined);
  return idxImages(array, await labelsFor(source.path, idxLabelNames, array.dims[0] ?? 0, options));
}

const givenLabels = async ({ labelsPath, signal }: OpenDatasetOptions) =>
  labelsPath === undefined ? undefined : readLabelsFile(labelsPath, signal);

/** The labels given, or else those found beside the data. */
async function labelsFor(
  path: string,
  namesFor: (name: string) => readonly string[],
  sampleCount: number,
  options: OpenDatasetOptions,
): Promise<Int32Array | undefined> {
  const given = await givenLabels(options);
  if (given !== undefined) return given;
  const folder = dirname(path);
  const { files } = await listFolder(folder);
  const name = namesFor(basename(path)).find((candidate) => files.includes(candidate));
  if (name === undefined) return undefined;
  const labels = await readLabelsFile(join(folder, name), options.signal);
  requireOneLabelPerSample(labels, join(folder, name), path, sampleCount);
  return labels;
}

/** `a-images.npy` has `a-labels.npy`; `images.npy`, `features.npy`, `data.npy`, `x.npy` likewise. */
function npyLabelNames(name: string): readonly string[] {
  const match = /^(|.*[-_.])(images|features|data|x)\.npy$/i.exec(name);
  if (match === null) return [];
  const [, before = '', word = ''] = match;
  return word.toLowerCase() === 'x' ? [`${before}y.npy`, `${before}Y.npy`] : [`${before}labels.npy`];
}

/** The one file in a folder that can be samples. Errors: data.unrecognized when there are several. */
function requireAtMostOneArray(path: string, { files }: FolderListing): string | undefined {
  const usual = files.filter(
    (name) => idxLabelNames(name).length > 0 || npyLabelNames(name).length > 0 || name.toLowerCase().endsWith('.npz'),
  );
  const arrays = usual.length > 0 ? usual : files.filter((name) => name.toLowerCase().endsWith('.npy'));
  const [first, ...others] = arrays;
  if (others.length === 0) return first;
  throw dataUnrecognized(
    path,
    `holds ${arrays.length} data files (${arrays.slice(0, 5).join(', ')})`,
    'Give the path of the one you mean.',
  );
}

import { open, readdir, stat } from 'node:fs/promises';
import { type Diagnostic, WorkbenchError } from '../errors.ts';
import { type DetectedFormat, detectFormat, SAMPLE_BYTES } from '../importers/detect-format.ts';
import { savedModel, savedModelConversion } from '../importers/foreign/tensorflow.ts';
import { importOnnx } from '../importers/onnx/import-onnx.ts';
import { hasRandomWeights, randomWeights, type WeightOrigin } from '../importers/weight-origin.ts';
import type { Model } from '../ir/graph.ts';
import {
  fileEmpty,
  fileIsDirectory,
  fileNotFound,
  fileTooLarge,
  fileUnreadable,
  formatUnsupported,
  inFile,
} from './errors.ts';
import { externalFilesBeside } from './external-files.ts';
import { type CaffeReadOptions, readCaffeModel } from './read-caffe-model.ts';

const ONNX_LIMIT = 2 ** 31 - 1;

export interface ModelFile {
  readonly model: Model;
  readonly format: ModelFormat;
  /** The model file with the external data it uses. */
  readonly sizeBytes: number;
  /** Every file that belongs to the model, itself first. None of them is ever written. */
  readonly files: readonly string[];
  readonly weights: WeightOrigin;
  readonly diagnostics: readonly Diagnostic[];
}

export type ModelFormat = 'ONNX' | 'Caffe';

export interface ReadOptions extends CaffeReadOptions {
  /** How commands to type name the file: its path by default. */
  readonly shownPath?: string;
  readonly signal?: AbortSignal;
}

/**
 * Opens a model file. Weights in external data stay on disk.
 * Errors: file.*, and those of the importer with the file's name before them.
 */
export async function readModelFile(path: string, options: ReadOptions = {}): Promise<ModelFile> {
  const { shownPath = path } = options;
  const bytes = await readBytes(path, options);
  const detected = detectFormat(bytes);
  requireReadable(path, shownPath, detected);
  try {
    return await (detected.kind === 'caffe'
      ? readCaffeModel(path, bytes, detected.part, { ...options, readBytes: (file) => readBytes(file, options) })
      : readOnnxModel(path, bytes));
  } catch (error) {
    throw error instanceof WorkbenchError && error.details.path === undefined ? inFile(path, error) : error;
  }
}

async function readOnnxModel(path: string, bytes: Uint8Array): Promise<ModelFile> {
  const external = externalFilesBeside(path);
  const { model, diagnostics } = importOnnx(bytes, external);
  const externalSizes = await Promise.all([...external.used].map(async (file) => (await stat(file)).size));
  const externalBytes = externalSizes.reduce((sum, size) => sum + size, 0);
  const isRandom = hasRandomWeights(model);
  return {
    model,
    format: 'ONNX',
    sizeBytes: bytes.byteLength + externalBytes,
    files: [path, ...external.used],
    weights: isRandom ? 'random' : 'stored',
    diagnostics: isRandom ? [...diagnostics, randomWeights] : diagnostics,
  };
}

/** Errors: file.format-unsupported, with the command that converts the file. */
function requireReadable(path: string, shownPath: string, detected: DetectedFormat): void {
  if (detected.kind === 'foreign') throw formatUnsupported(path, detected.format, detected.conversion(shownPath));
}

async function readBytes(path: string, { shownPath = path, signal }: ReadOptions): Promise<Uint8Array> {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') throw fileNotFound(path);
    if (cause.code === 'EISDIR') throw fileIsDirectory(path);
    throw fileUnreadable(path, cause);
  });
  try {
    const found = await file.stat();
    if (found.isDirectory()) await refuseFolder(path, shownPath);
    if (!found.isFile()) throw fileUnreadable(path, undefined);
    if (found.size === 0) throw fileEmpty(path);
    if (found.size > ONNX_LIMIT) {
      const [head, tail] = [new Uint8Array(SAMPLE_BYTES), new Uint8Array(SAMPLE_BYTES)];
      await file.read(head, 0, SAMPLE_BYTES, 0);
      await file.read(tail, 0, SAMPLE_BYTES, found.size - SAMPLE_BYTES);
      requireReadable(path, shownPath, detectFormat(head, tail));
      throw fileTooLarge(path, found.size);
    }
    return await file.readFile(signal ? { signal } : {});
  } finally {
    await file.close();
  }
}

/** A folder may be a model of another format. */
async function refuseFolder(path: string, shownPath: string): Promise<never> {
  const names: readonly string[] = await readdir(path).catch(() => []);
  if (names.includes('saved_model.pb'))
    throw formatUnsupported(path, savedModel.format, savedModelConversion(shownPath));
  throw fileIsDirectory(path);
}

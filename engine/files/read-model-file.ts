import { open, stat } from 'node:fs/promises';
import { type Diagnostic, WorkbenchError } from '../errors.ts';
import { detectFormat } from '../importers/detect-format.ts';
import { importOnnx } from '../importers/onnx/import-onnx.ts';
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

const ONNX_LIMIT = 2 ** 31 - 1;

export interface ModelFile {
  readonly model: Model;
  readonly format: 'ONNX';
  /** The model file with the external data it uses. */
  readonly sizeBytes: number;
  /** Every file that belongs to the model, itself first. None of them is ever written. */
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Opens a model file. Weights in external data stay on disk.
 * Errors: file.*, and those of the importer with the file's name before them.
 */
export async function readModelFile(path: string, signal?: AbortSignal): Promise<ModelFile> {
  const bytes = await readBytes(path, signal);
  const detected = detectFormat(bytes);
  if (detected.kind === 'foreign') throw formatUnsupported(path, detected.format, detected.advice);
  const external = externalFilesBeside(path);
  try {
    const { model, diagnostics } = importOnnx(bytes, external);
    const externalSizes = await Promise.all([...external.used].map(async (file) => (await stat(file)).size));
    const externalBytes = externalSizes.reduce((sum, size) => sum + size, 0);
    return {
      model,
      format: 'ONNX',
      sizeBytes: bytes.byteLength + externalBytes,
      files: [path, ...external.used],
      diagnostics,
    };
  } catch (error) {
    throw error instanceof WorkbenchError ? inFile(path, error) : error;
  }
}

async function readBytes(path: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') throw fileNotFound(path);
    if (cause.code === 'EISDIR') throw fileIsDirectory(path);
    throw fileUnreadable(path, cause);
  });
  try {
    const found = await file.stat();
    if (found.isDirectory()) throw fileIsDirectory(path);
    if (!found.isFile()) throw fileUnreadable(path, undefined);
    if (found.size === 0) throw fileEmpty(path);
    if (found.size > ONNX_LIMIT) throw fileTooLarge(path, found.size);
    return await file.readFile(signal ? { signal } : {});
  } finally {
    await file.close();
  }
}

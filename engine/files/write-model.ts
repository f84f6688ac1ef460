import { access, constants, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exportFiles } from '../export/export-onnx.ts';
import type { Model } from '../ir/graph.ts';
import { outputFolderMissing, outputIsFolder, wouldOverwriteOriginal, writeFailed } from './errors.ts';
import { writeAllAtomically } from './write-atomically.ts';

export interface WriteOptions {
  /** Files that are never written over. */
  readonly originals?: readonly string[];
  /** 'inside' keeps weights in the model file up to 2 GiB, where only one file can be handed on; default 'beside-when-large'. */
  readonly weights?: 'beside-when-large' | 'inside';
  readonly signal?: AbortSignal;
}

export interface WrittenModel {
  readonly path: string;
  /** What was written, the model first. */
  readonly files: readonly string[];
  /** The model file with its external data. */
  readonly sizeBytes: number;
}

/**
 * Writes a model as ONNX, its weights in `NAME.onnx.data` beside it where it is too large for one file.
 * Errors: those of requireWritable, for either file; export.too-large; file.write-failed.
 */
export async function writeModel(model: Model, path: string, options: WriteOptions = {}): Promise<WrittenModel> {
  const { originals = [], weights = 'beside-when-large', signal } = options;
  const files = exportFiles(model, weights === 'inside' ? {} : { externalFileName: `${basename(path)}.data` });
  const externalPath = files.external && join(dirname(path), files.external.fileName);
  for (const target of [path, externalPath]) if (target !== undefined) await requireWritable(target, originals);
  const external =
    files.external && externalPath !== undefined ? [{ path: externalPath, chunks: files.external.chunks() }] : [];
  await writeAllAtomically([...external, { path, chunks: files.model() }], signal);
  return {
    path,
    files: [path, ...external.map((file) => file.path)],
    sizeBytes: files.modelByteLength + (files.external?.byteLength ?? 0),
  };
}

/**
 * Refuses a path that a file could not be written to, so that long work before it is not lost.
 * Errors: export.over-original where it is one of the originals; export.folder-missing; export.is-folder; file.write-failed.
 */
export async function requireWritable(path: string, originals: readonly string[]): Promise<void> {
  const folder = dirname(path);
  if (!(await isFolder(folder))) throw outputFolderMissing(path, folder);
  if (await isFolder(path)) throw outputIsFolder(path);
  const real = await findRealPath(path);
  for (const original of originals) {
    if (real !== undefined && (await findRealPath(original)) === real) throw wouldOverwriteOriginal(path);
  }
  await access(folder, constants.W_OK).catch((cause: unknown) => {
    throw writeFailed(path, cause);
  });
}

export const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false;

const findRealPath = (path: string): Promise<string | undefined> => realpath(path).catch(() => undefined);

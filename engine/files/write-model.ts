import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exportFiles } from '../export/export-onnx.ts';
import type { Model } from '../ir/graph.ts';
import { wouldOverwriteOriginal } from './errors.ts';
import { writeAtomically } from './write-atomically.ts';

export interface WriteOptions {
  /** Files that are never written over. */
  readonly originals?: readonly string[];
  /** 'inside' keeps weights in the model file up to 2 GiB, where only one file can be handed on; default 'beside-when-large'. */
  readonly weights?: 'beside-when-large' | 'inside';
  readonly signal?: AbortSignal;
}

export interface WrittenModel {
  readonly path: string;
  /** The model file with its external data. */
  readonly sizeBytes: number;
}

/**
 * Writes a model as ONNX, its weights in `NAME.onnx.data` beside it where it is too large for one file.
 * Errors: export.over-original where a path is one of the originals; export.too-large; file.write-failed.
 */
export async function writeModel(model: Model, path: string, options: WriteOptions = {}): Promise<WrittenModel> {
  const { originals = [], weights = 'beside-when-large', signal } = options;
  const files = exportFiles(model, weights === 'inside' ? {} : { externalFileName: `${basename(path)}.data` });
  const externalPath = files.external && join(dirname(path), files.external.fileName);
  for (const target of [path, externalPath]) if (target !== undefined) await requireNotOriginal(target, originals);
  if (files.external && externalPath !== undefined)
    await writeAtomically(externalPath, files.external.chunks(), signal);
  await writeAtomically(path, files.model(), signal);
  return { path, sizeBytes: files.modelByteLength + (files.external?.byteLength ?? 0) };
}

async function requireNotOriginal(path: string, originals: readonly string[]): Promise<void> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) return;
  for (const original of originals) {
    if ((await realpath(original).catch(() => undefined)) === real) throw wouldOverwriteOriginal(path);
  }
}

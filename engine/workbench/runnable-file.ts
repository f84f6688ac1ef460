import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeModel } from '../files/write-model.ts';
import type { LoadedModel } from './load-model.ts';

/** A file that the runtime can load. */
export interface RunnableFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * The model as a file for the runtime: its own where it is ONNX, else what it was imported as, written into `folder`.
 * Errors: file.write-failed; caffe.weights-missing.
 */
export async function runnableFile(
  { format, model, path, sizeBytes }: LoadedModel,
  folder: string,
  signal: AbortSignal,
): Promise<RunnableFile> {
  if (format === 'ONNX') return { path, sizeBytes };
  await mkdir(folder, { recursive: true });
  return writeModel(model, join(folder, 'imported.onnx'), { signal });
}

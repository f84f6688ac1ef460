import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isAbort } from '../errors.ts';
import { writeFailed } from './errors.ts';

/**
 * Writes a file whole or not at all: beside its final place under another name, flushed to disk, then renamed.
 * Cancelled or failed, it leaves nothing behind. Errors: file.write-failed.
 */
export async function writeAtomically(path: string, chunks: Iterable<Uint8Array>, signal?: AbortSignal): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
  try {
    const file = await open(temporary, 'wx');
    try {
      for (const chunk of chunks) {
        signal?.throwIfAborted();
        await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    signal?.throwIfAborted();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw isAbort(error) || isDomainError(error) ? error : writeFailed(path, error);
  }
}

/** Errors of the file system carry a system code; everything else comes from making the chunks. */
const isDomainError = (error: unknown): boolean => !(error instanceof Error && 'syscall' in error);

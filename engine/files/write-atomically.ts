import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeFailed } from './errors.ts';

export interface FileToWrite {
  readonly path: string;
  readonly chunks: Iterable<Uint8Array>;
}

/** Writes a file whole or not at all. Cancelled or failed, it leaves nothing behind. Errors: file.write-failed. */
export const writeAtomically = (path: string, chunks: Iterable<Uint8Array>, signal?: AbortSignal): Promise<void> =>
  writeAllAtomically([{ path, chunks }], signal);

/**
 * Writes files that belong together: each beside its final place under another name, flushed to disk; once all are, they
 * are renamed in this order. Cancelled or failed before that, it leaves nothing behind and what was there is as it was.
 * Errors: file.write-failed.
 */
export async function writeAllAtomically(files: readonly FileToWrite[], signal?: AbortSignal): Promise<void> {
  const drafts = files.map(({ path, chunks }) => ({
    path,
    chunks,
    temporary: join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`),
  }));
  try {
    for (const { path, temporary, chunks } of drafts)
      await blaming(path, () => writeFlushed(temporary, chunks, signal));
    signal?.throwIfAborted();
    for (const { path, temporary } of drafts) await blaming(path, () => rename(temporary, path));
  } catch (error) {
    await Promise.all(drafts.map(({ temporary }) => rm(temporary, { force: true })));
    throw error;
  }
}

async function writeFlushed(path: string, chunks: Iterable<Uint8Array>, signal?: AbortSignal): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for (const chunk of chunks) {
      signal?.throwIfAborted();
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Errors of the file system carry a system call; everything else comes from making the chunks, or from the signal. */
async function blaming(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? writeFailed(path, error) : error;
  }
}

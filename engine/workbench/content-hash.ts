import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../accuracy/datasets/byte-source.ts';

/** Beyond so many bytes, files of a folder count by size and time: reading a million images costs more than it tells. */
const READ_BYTES = 2 ** 30;

/** A hash over the content of a file, or over the names and contents in a folder. Errors: data.not-found, data.unreadable. */
export async function contentHash(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const budget = { bytes: READ_BYTES };
  try {
    await addPath(hash, path, '', budget, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw fileError(path, error);
  }
  return hash.digest('hex');
}

async function addPath(
  hash: Hash,
  path: string,
  name: string,
  budget: { bytes: number },
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const stats = await stat(path);
  if (stats.isDirectory()) {
    for (const entry of (await readdir(path)).sort())
      await addPath(hash, join(path, entry), `${name}/${entry}`, budget, signal);
    return;
  }
  hash.update(`\0${name}\0${stats.size}\0`);
  if (name !== '' && stats.size > budget.bytes) {
    hash.update(String(stats.mtimeMs));
    return;
  }
  budget.bytes -= stats.size;
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    signal?.throwIfAborted();
    hash.update(chunk);
  }
}

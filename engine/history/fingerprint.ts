import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileUnreadable } from '../files/errors.ts';

/**
 * Tells a model by its content: SHA-256 over the model file, followed by the sizes of its external data, whose gigabytes
 * are not read. Errors: file.unreadable.
 */
export async function fingerprintOf(files: readonly string[], signal?: AbortSignal): Promise<string> {
  const [main = '', ...external] = files;
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(main, { highWaterMark: 1 << 20, ...(signal && { signal }) }))
      hash.update(chunk);
    for (const file of external) hash.update(`\n${(await stat(file)).size}`);
  } catch (error) {
    signal?.throwIfAborted();
    throw fileUnreadable(main, error);
  }
  return hash.digest('hex');
}

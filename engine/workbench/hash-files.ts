import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** SHA-256 over the contents of files, one after the other, in hexadecimal. Errors: those of the file system; AbortError. */
export async function hashFiles(paths: readonly string[], signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    await pipeline(
      createReadStream(path),
      async (chunks: AsyncIterable<Uint8Array>) => {
        for await (const chunk of chunks) hash.update(chunk);
      },
      signal ? { signal } : {},
    );
  }
  return hash.digest('hex');
}

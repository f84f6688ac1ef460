import { randomUUID } from 'node:crypto';
import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { scratchFailed } from './errors.ts';

/** The temporary files of one runner, in a folder that comes into being with the first. Errors: runtime.scratch-failed. */
export class Scratch {
  readonly path = join(tmpdir(), `lathe-runner-${randomUUID()}`);
  /** One thing at a time, or a file that is still being written would outlive the folder. */
  #last: Promise<unknown> = Promise.resolve();
  #disposed = false;

  /** Path of a file in an existing folder. */
  file(name: string): Promise<string> {
    return this.#next(async () => {
      const path = join(this.path, name);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      return path;
    });
  }

  /** Writes a file and returns its path. */
  async write(name: string, bytes: Uint8Array): Promise<string> {
    const path = await this.file(name);
    await this.#next(() => writeFile(path, bytes));
    return path;
  }

  /** Deletes one file or folder, and the whole folder with the last. */
  async remove(name: string): Promise<void> {
    await this.#next(async () => {
      await rm(join(this.path, name), { recursive: true, force: true });
      // Refused while other files are in it, and where nothing was ever written.
      await rmdir(this.path).catch(() => {});
    });
  }

  /** Deletes everything; nothing can be written any more. */
  async dispose(): Promise<void> {
    const removed = this.#next(() => rm(this.path, { recursive: true, force: true }));
    this.#disposed = true;
    await removed;
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    if (this.#disposed) return Promise.reject(scratchFailed(this.path, new Error('the runner is gone')));
    const result = this.#last.then(work).catch((error: unknown) => {
      throw scratchFailed(this.path, error);
    });
    this.#last = result.catch(() => {});
    return result;
  }
}

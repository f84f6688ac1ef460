import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { scratchFailed } from './errors.ts';

/** The temporary files of one runner, in a folder that comes into being with the first. */
export class Scratch {
  readonly path = join(tmpdir(), `lathe-runner-${randomUUID()}`);

  /** Path of a file in an existing folder. Errors: runtime.scratch-failed. */
  async file(name: string): Promise<string> {
    const path = join(this.path, name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      throw scratchFailed(this.path, error);
    });
    return path;
  }

  /** Writes a file and returns its path. Errors: runtime.scratch-failed. */
  async write(name: string, bytes: Uint8Array): Promise<string> {
    const path = await this.file(name);
    await writeFile(path, bytes).catch((error: unknown) => {
      throw scratchFailed(this.path, error);
    });
    return path;
  }

  /** Deletes one file or folder, or all. */
  async remove(name = ''): Promise<void> {
    await rm(join(this.path, name), { recursive: true, force: true });
  }
}

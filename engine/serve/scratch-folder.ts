import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ownerPattern = /^lathe-serve-(\d+)-/;

/**
 * Makes a private folder for uploads and downloads, named after this process. Folders whose process is gone, because it
 * was killed before it could clean up, are removed on the occasion: an upload may be gigabytes.
 */
export async function makeScratchFolder(parent = tmpdir()): Promise<string> {
  for (const name of await readdir(parent)) {
    const owner = ownerPattern.exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    // Another user's is none of ours, and stays.
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => {});
  }
  return mkdtemp(join(parent, `lathe-serve-${process.pid}-`));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Not allowed to signal it means that it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

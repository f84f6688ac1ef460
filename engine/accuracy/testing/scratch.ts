import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** Files written by NumPy 2.4, Pillow 13 and onnx 1.20, for reading what others write. */
export const fixturePath = (name: string) => fileURLToPath(new URL(`files/${name}`, import.meta.url));

export const samplePath = (name: string) =>
  fileURLToPath(new URL(`../../../assets/samples/inception-fashion/${name}`, import.meta.url));

/** A folder with these files, by relative path; deleted when the test ends. */
export async function scratchFolder(files: Readonly<Record<string, Uint8Array | string>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lathe-accuracy-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return folder;
}

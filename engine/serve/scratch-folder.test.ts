import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { makeScratchFolder } from './scratch-folder.ts';

test('is private, and takes away what servers that were killed have left, and nothing else', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'lathe-scratch-'));
  const deadPid = spawnSync(process.execPath, ['--version']).pid;
  const kept = [`lathe-serve-${process.pid}-abc`, 'lathe-serve-mine', 'somebody-elses'];
  for (const name of [`lathe-serve-${deadPid}-abc`, ...kept]) {
    await mkdir(join(parent, name));
    await writeFile(join(parent, name, 'model.onnx'), 'x');
  }
  const folder = await makeScratchFolder(parent);
  expect((await readdir(parent)).sort()).toEqual([...kept, basename(folder)].sort());
  if (process.platform !== 'win32') expect((await stat(folder)).mode & 0o777).toBe(0o700);
  await rm(parent, { recursive: true });
});

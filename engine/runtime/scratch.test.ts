import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { Scratch } from './scratch.ts';

afterEach(() => vi.unstubAllEnvs());

it('has a folder from the first file to the last', async () => {
  const scratch = new Scratch();
  expect(existsSync(scratch.path)).toBe(false);
  const path = await scratch.write('feeds/0', Uint8Array.of(1, 2));
  const other = await scratch.write('model', Uint8Array.of(3));
  expect([...readFileSync(path)]).toEqual([1, 2]);
  await scratch.remove('feeds');
  expect(existsSync(path)).toBe(false);
  expect(existsSync(other)).toBe(true);
  await scratch.remove('model');
  expect(existsSync(scratch.path)).toBe(false);
});

it('leaves nothing of a file that is being written while it is disposed of', async () => {
  const scratch = new Scratch();
  const [writing] = await Promise.allSettled([scratch.write('model', new Uint8Array(1e6)), scratch.dispose()]);
  expect(writing).toMatchObject({ status: 'rejected', reason: { code: 'runtime.scratch-failed' } });
  expect(existsSync(scratch.path)).toBe(false);
});

it('says where it could not write', async () => {
  vi.stubEnv('TMPDIR', join(process.cwd(), 'package.json'));
  const scratch = new Scratch();
  await expect(scratch.write('model', new Uint8Array(1))).rejects.toMatchObject({
    code: 'runtime.scratch-failed',
    details: { path: scratch.path },
  });
});

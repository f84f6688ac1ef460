import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runLathe } from './testing/run-lathe.ts';

const userDataFolder = mkdtempSync(join(tmpdir(), 'lathe-test-'));
afterAll(() => rmSync(userDataFolder, { recursive: true }));

it('lists every provider with what it runs on or how to get it', async () => {
  const { exitCode, json } = await runLathe(['providers', '--json'], { userDataFolder });
  expect(exitCode).toBe(0);
  expect(json()).toMatchObject({
    onnxruntimeVersion: '1.29.0',
    installedIn: null,
    providers: [
      { name: 'cpu', bundled: true, installed: true, available: true },
      { name: 'cuda', bundled: false, installed: false },
      { name: 'tensorrt' },
      { name: 'webgpu' },
      { name: 'dml' },
      { name: 'coreml' },
    ],
  });
});

it('installs nothing that it does not know', async () => {
  const { exitCode, notes } = await runLathe(['providers', 'install', 'abacus'], { userDataFolder });
  expect(exitCode).toBe(2);
  expect(notes.join(' ')).toContain("there is 'install cuda'");
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { samplePath, scratchFolder } from '../accuracy/testing/scratch.ts';
import { mnistPath, sampleModelPath } from '../workbench/testing/model-files.ts';

const entry = fileURLToPath(new URL('main.ts', import.meta.url));
const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The real program, in a process of its own. */
function startLathe(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { readonly child: ChildProcess; readonly errors: () => string } {
  const child = spawn(process.execPath, ['--import', 'tsx', entry, ...args], {
    cwd: repository,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return { child, errors: () => errors };
}

test('a reader that stops reading is no crash', async () => {
  const { child, errors } = startLathe(['inspect', mnistPath]);
  child.stdout?.destroy();
  await once(child, 'close');
  expect(errors()).not.toContain('EPIPE');
});

test('Ctrl+C in the middle of work ends it at once, with exit code 130 and nothing left behind', async () => {
  const [folder, temporary] = [await scratchFolder(), await scratchFolder()];
  const calibration = [
    '--calibrate',
    samplePath('calibration-images-idx3-ubyte.gz'),
    '--preprocess',
    samplePath('preprocess.json'),
  ];
  const args = ['optimize', sampleModelPath, '-o', join(folder, 'int8.onnx'), '--precision', 'int8', ...calibration];
  const { child, errors } = startLathe(args, { TMPDIR: temporary, LATHE_USER_DATA: await scratchFolder() });
  const closed = once(child, 'close');
  const ownFiles = async () =>
    (await readdir(temporary, { recursive: true })).filter((path) => path.startsWith('lathe-'));
  // The model that is run for calibration is written just before the runner starts.
  const isCalibrating = async () => expect(await ownFiles()).toContainEqual(expect.stringMatching(/observed-/));
  await vi.waitFor(isCalibrating, { timeout: 20_000 });
  child.kill('SIGINT');
  const [exitCode] = await closed;
  expect(errors()).toBe('Interrupted.\n');
  expect(exitCode).toBe(130);
  expect(await readdir(folder)).toEqual([]);
  expect(await ownFiles()).toEqual([]);
});

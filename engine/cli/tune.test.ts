import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { copyFile, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import { parsePlanFile } from '../export/bundle/plan-file.ts';
import { exportOnnx } from '../export/export-onnx.ts';
import { readModelFile } from '../files/read-model-file.ts';
import { parseGraph } from '../ir/parse.ts';
import { modelOf } from '../testing/run-graph.ts';
import { lenetPath, writeGraph } from '../workbench/testing/model-files.ts';
import { tuneDocument } from './testing/json-documents.ts';
import { runLathe } from './testing/run-lathe.ts';

const run = promisify(execFile);

const directory = mkdtempSync(join(tmpdir(), 'lathe-test-'));
beforeAll(() => {
  vi.stubEnv('LATHE_USER_DATA', join(directory, 'user'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true, force: true });
});

const network =
  'y = Softmax(Gemm(Flatten(GlobalAveragePool(LRN(Relu(Conv(x[N,3,16,16], W[16,3,3,3], B[16]))){size=5})), F[16,10], G[10]))';

describe('a tuned model', async () => {
  const model = join(directory, 'model.onnx');
  writeFileSync(model, exportOnnx(modelOf(parseGraph(network))));
  const folder = join(directory, 'tuned');
  const read = (name: string) => readFile(join(folder, name), 'utf8');

  test('comes with its plan, every candidate and the reason for each', async () => {
    const args = ['tune', model, '-o', folder, '--threads', '1', '--formats', 'fp32,int8', '--calibrate', 'random'];
    const { exitCode, json, notes } = await runLathe([...args, '--time-limit', '3', '--json']);
    expect(exitCode).toBe(0);
    const { best, candidates } = tuneDocument.parse(json());
    expect(best).toMatchObject({ model: join(folder, 'model.onnx'), plan: join(folder, 'plan.json') });
    expect(candidates[0]).toMatchObject({ name: 'As it came', speedup: 1 });
    expect(candidates.map(({ name }) => name)).toEqual(expect.arrayContaining(['FP32', 'INT8']));
    for (const { reason } of candidates) expect(reason).not.toBe('Not measured yet.');
    expect(candidates.some(({ kept, name }) => kept && name === best.name)).toBe(true);
    expect(best.speedup).toBeGreaterThanOrEqual(1);
    expect(notes.join(' ')).toContain('not valid for accuracy');
  }, 120_000);

  test('has a plan that can be read again', async () => {
    const plan = parsePlanFile(await read('plan.json'), 'plan.json');
    expect(plan.inputs).toEqual([{ name: 'x', type: 'float32', dims: [1, 3, 16, 16] }]);
    expect(plan).toMatchObject({
      session: { provider: 'cpu', threads: 1 },
      batch: 1,
      made: { from: { name: 'model.onnx' } },
    });
  });

  test('is run by its Node.js sample as the plan says', async () => {
    const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
    await symlink(modules, join(folder, 'node_modules'));
    const { stdout } = await run(process.execPath, [join(folder, 'run.mjs'), '3']);
    expect(stdout).toMatch(/^y: float32 \[1,10\]\nmedian of 3 runs: \d+\.\d{3} ms\n$/);
  });

  const python = await findPython();
  test.skipIf(python === undefined)(
    'is run by its Python sample (skipped without onnxruntime for Python)',
    async () => {
      const { stdout } = await run(python ?? '', [join(folder, 'run.py'), '3']);
      expect(stdout).toMatch(/^y: float32 \[1, 10\]\nmedian of 3 runs: \d+\.\d{3} ms\n$/);
    },
  );

  test('is measured again with its plan, against the model as it came', async () => {
    const { exitCode, output } = await runLathe([
      'benchmark',
      model,
      '--plan',
      join(folder, 'plan.json'),
      '--runs',
      '12',
    ]);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^model\.onnx .* 1\.00x$/m);
    expect(output).toMatch(/^plan\.json .*x$/m);
  });
});

/** A Python that has ONNX Runtime and NumPy. PYTHON names another one. */
async function findPython(): Promise<string | undefined> {
  const python = process.env.PYTHON ?? 'python3';
  const works = await run(python, ['-c', 'import onnxruntime, numpy']).then(
    () => true,
    () => false,
  );
  return works ? python : undefined;
}

test('a network without weights is tuned with made-up ones, and everything that comes of it says so', async () => {
  const directory = await scratchFolder();
  const folder = join(directory, 'tuned');
  await copyFile(lenetPath, join(directory, 'net.prototxt'));
  const args = ['tune', 'net.prototxt', '-o', 'tuned', '--threads', '1', '--formats', 'fp32', '--time-limit', '1'];
  const without = await runLathe(args, { directory });
  expect(without.exitCode).toBe(1);
  expect(without.notes.at(-1)).toContain('--random-weights');
  const run = await runLathe([...args, '--random-weights', '--json'], { directory });
  expect(run.exitCode).toBe(0);
  expect(run.json()).toMatchObject({
    conditions: { weights: 'random' },
    remarks: expect.arrayContaining(['The weights are random: speed and size are real, accuracy means nothing.']),
  });
  expect(run.notes[0]).toContain('the weights are random');
  const plan = parsePlanFile(await readFile(join(folder, 'plan.json'), 'utf8'), 'plan.json');
  expect(plan.made.weights).toBe('random');
  expect(await readModelFile(join(folder, 'model.onnx'))).toMatchObject({ weights: 'random' });
});

test.each([
  ['no folder', ['model.onnx']],
  ['a format that there is not', ['model.onnx', '-o', 'out', '--formats', 'fp32,fp2']],
  ['a drop that is no percentage', ['model.onnx', '-o', 'out', '--max-drop', '101']],
])('%s: wrong usage', async (_what, args) => {
  expect((await runLathe(['tune', ...args])).exitCode).toBe(2);
});

test('a folder in a folder that there is not is found out before anything is measured', async () => {
  const folder = join(await scratchFolder(), 'missing', 'tuned');
  const { exitCode, notes } = await runLathe(['tune', await writeGraph(network), '-o', folder]);
  expect(exitCode).toBe(1);
  expect(notes.at(-1)).toContain('missing');
  expect(existsSync(folder)).toBe(false);
});

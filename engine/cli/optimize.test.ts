import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { samplePath, scratchFolder } from '../accuracy/testing/scratch.ts';
import { loadModel } from '../workbench/load-model.ts';
import { operatorCountsOf } from '../workbench/summarize-model.ts';
import { mnistPath, sampleModelPath, writeGraph } from '../workbench/testing/model-files.ts';
import { optimizeDocument } from './testing/json-documents.ts';
import { runLathe } from './testing/run-lathe.ts';

let directory = '';
beforeEach(async () => {
  directory = await scratchFolder();
});

const optimize = (...args: string[]) => runLathe(['optimize', ...args], { directory });

const operatorsOf = async (name: string) => operatorCountsOf((await loadModel(join(directory, name))).model.graph);

test('writes the rewritten model, and says by which rules and how large', async () => {
  const { exitCode, output, notes } = await optimize(sampleModelPath, '-o', 'fast.onnx');
  expect({ exitCode, notes }).toEqual({ exitCode: 0, notes: [] });
  expect(output).toMatch(/^fuse-batch-norm-into-conv +26$/m);
  expect(output).toMatch(/^Layers for portable: 90 -> 64 \(predicted\)\. One per executed step/m);
  expect(output).toMatch(/^Wrote fast\.onnx \(fp32, 1\.48 MB; the original has 1\.51 MB\)\.$/m);
  expect(await operatorsOf('fast.onnx')).not.toHaveProperty('BatchNormalization');
});

describe('--json', () => {
  test('is one document with the stable fields', async () => {
    const run = await optimize(sampleModelPath, '-o', 'fast.onnx', '--target', 'onnxruntime-cpu', '--json');
    const document = optimizeDocument.parse(run.json());
    expect(document).toMatchObject({
      input: sampleModelPath,
      output: 'fast.onnx',
      sizeBytes: (await stat(join(directory, 'fast.onnx'))).size,
      precision: 'fp32',
      target: 'onnxruntime-cpu',
    });
    expect(document.fusions.find(({ rule }) => rule === 'fuse-batch-norm-into-conv')).toEqual({
      rule: 'fuse-batch-norm-into-conv',
      nodes: ['/stem/stem.0/conv/Conv', '/stem/stem.0/bn/BatchNormalization'],
      layer: 'Conv + BatchNormalization + Relu',
    });
  });

  test('tells refusals with their reason, and fusions that left nothing without a layer', async () => {
    const path = await writeGraph(
      'c = Conv(Identity(x[1,3,8,8]), W[4,3,1,1]); y = BatchNormalization(c, s[4], b[4], m[4], v[4]); return y, c',
    );
    const { fusions, refusals } = optimizeDocument.parse((await optimize(path, '-o', 'out.onnx', '--json')).json());
    expect(fusions).toContainEqual(expect.objectContaining({ rule: 'eliminate-identity', layer: null }));
    expect(refusals).toContainEqual(expect.objectContaining({ rule: 'fuse-batch-norm-into-conv' }));
  });

  test('tells what to know of INT8: the calibration and what it is worth', async () => {
    const run = await optimize(mnistPath, '-o', 'int8.onnx', '--precision', 'int8', '--calibrate', 'random', '--json');
    expect(run.json()).toMatchObject({
      precision: 'int8',
      calibration: 'random inputs, entropy',
      remarks: expect.arrayContaining([expect.stringContaining('not valid for accuracy')]),
    });
    expect(run.notes).toContainEqual(expect.stringContaining('not valid for accuracy'));
    expect(run.progress.some((line) => line.startsWith('Calibrating, pass 1 of 2: '))).toBe(true);
  });
});

test.each(['int8-dynamic', 'int4'])('%s needs no calibration data', async (precision) => {
  const path = await writeGraph('y = Add(MatMul(x[1,4,64], W[64,64]), b[64])');
  const { exitCode, output } = await optimize(path, '-o', 'out.onnx', '--precision', precision);
  expect(exitCode).toBe(0);
  expect(output).toContain(`Wrote out.onnx (${precision}, `);
});

test.each([
  ['moving-average', 'random inputs, moving-average'],
  ['percentile', 'random inputs, percentile 99.9', '--percentile', '99.9'],
  ['mse', 'random inputs, mse'],
])('--calibration %s is followed', async (method, calibration, ...more) => {
  const args = ['--precision', 'int8', '--calibrate', 'random', '--calibration', method, ...more, '--json'];
  expect((await optimize(mnistPath, '-o', 'int8.onnx', ...args)).json()).toMatchObject({ calibration });
});

test('a rule that is switched off does nothing', async () => {
  const { output } = await optimize(sampleModelPath, '-o', 'out.onnx', '--disable', 'fuse-batch-norm-into-conv');
  expect(output).not.toContain('fuse-batch-norm-into-conv');
  expect(await operatorsOf('out.onnx')).toMatchObject({ BatchNormalization: 26 });
});

test('given dims are those of the result', async () => {
  const path = await writeGraph('y = MatMul(x[N,T,8], W[8,4])');
  await optimize(path, '-o', 'out.onnx', '--shape', 'x=2x10x8');
  const inspected = await runLathe(['inspect', 'out.onnx', '--json'], { directory });
  expect(inspected.json()).toMatchObject({ inputs: [{ shape: [2, 10, 8] }], outputs: [{ shape: [2, 10, 4] }] });
});

test('INT8 is calibrated with the data and the method that are named', async () => {
  const { exitCode, output, notes } = await optimize(
    ...[sampleModelPath, '-o', 'int8.onnx', '--precision', 'int8', '--calibration', 'min-max'],
    ...['--calibrate', samplePath('calibration-images-idx3-ubyte.gz'), '--preprocess', samplePath('preprocess.json')],
    ...['--limit', '16'],
  );
  const remark = expect.stringMatching(/^The channels of \d+ activations were evened out/);
  expect({ exitCode, notes }).toEqual({ exitCode: 0, notes: [remark] });
  expect(output).toMatch(/^Wrote int8\.onnx \(int8, 4\d\d\.\d kB; the original has 1\.51 MB\)\.$/m);
  expect(await operatorsOf('int8.onnx')).toMatchObject({ QuantizeLinear: expect.any(Number) });
});

test('--precision bf16 is for targets that have kernels for it', async () => {
  const matMul = await writeGraph('y = Relu(MatMul(x[4,64], W[64,64]))');
  const write = (...target: string[]) => optimize(matMul, '-o', 'bf16.onnx', '--precision', 'bf16', ...target);
  const { exitCode, output } = await write('--target', 'onnxruntime-cuda');
  expect(exitCode).toBe(0);
  expect(output).toMatch(/^Wrote bf16\.onnx \(bf16, 8\.\d+ kB; the original has 16\.\d+ kB\)\.$/m);
  expect(await operatorsOf('bf16.onnx')).toEqual({ Cast: 2, MatMul: 1, Relu: 1 });
  const refused = await write();
  expect(refused.exitCode).toBe(1);
  expect(refused.notes.at(-1)).toContain('has no kernels for it');
});

test('a result can be written over an earlier one, and the original is left alone', async () => {
  const before = await stat(mnistPath);
  for (const precision of ['fp32', 'fp16'])
    expect((await optimize(mnistPath, '-o', 'out.onnx', '--precision', precision)).exitCode).toBe(0);
  expect(existsSync(join(directory, 'out.onnx.data'))).toBe(false);
  expect((await stat(mnistPath)).mtimeMs).toBe(before.mtimeMs);
});

test('--precision mixed keeps the budget on labelled data, and what it writes is not slower than FP32', async () => {
  const data = ['--preprocess', samplePath('preprocess.json'), '--limit', '64', '--max-drop', '2'];
  const run = await optimize(
    ...[sampleModelPath, '-o', 'mixed.onnx', '--target', 'onnxruntime-cpu', '--precision', 'mixed', '--json'],
    ...['--calibrate', samplePath('calibration-images-idx3-ubyte.gz')],
    ...['--data', samplePath('test-images-idx3-ubyte.gz'), ...data],
  );
  expect(run.exitCode).toBe(0);
  const { mixed } = optimizeDocument.parse(run.json());
  if (!mixed) throw new Error('No search took place');
  expect(mixed).toMatchObject({ maxDrop: 0.02, criterion: 'top-1', data: 'test-images-idx3-ubyte.gz (64 samples)' });
  expect(run.notes).toContain(mixed.summary);
  const plan = mixed.plans[mixed.chosen];
  if (mixed.status === 'met') {
    expect(plan?.drop).toBeLessThanOrEqual(0.02);
    expect(plan?.speed?.ratio).toBeGreaterThan(1);
    expect(await operatorsOf('mixed.onnx')).toHaveProperty('QuantizeLinear');
  } else {
    // A machine that is busy with other things may not see the gain: then nothing is claimed.
    expect(plan?.label).toBe('FP32');
    expect(await operatorsOf('mixed.onnx')).not.toHaveProperty('QuantizeLinear');
  }
}, 120_000);

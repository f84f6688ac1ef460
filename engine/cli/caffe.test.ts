import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import { readModelFile } from '../files/read-model-file.ts';
import { googlenetPath, lenetPath, lenetWeightsPath, mnistPath } from '../workbench/testing/model-files.ts';
import { runLathe } from './testing/run-lathe.ts';

let directory = '';
beforeEach(async () => {
  directory = await scratchFolder();
  await copyFile(googlenetPath, join(directory, 'deploy.prototxt'));
  await copyFile(lenetPath, join(directory, 'net.prototxt'));
});

const lathe = (...args: string[]) => runLathe(args, { directory });

test('inspect counts layers as Caffe does, and says what is missing', async () => {
  const run = await lathe('inspect', 'deploy.prototxt', '--target', 'tensorrt', '--json');
  expect(run.json()).toMatchObject({
    format: 'Caffe',
    weights: 'absent',
    inputs: [{ name: 'data', type: 'float32', shape: ['N', 3, 224, 224] }],
    layers: { before: 141, after: 66 },
    layerTypes: { Convolution: 57, ReLU: 57, Pooling: 14, LRN: 2 },
  });
  expect(run.notes).toEqual([expect.stringContaining('Architecture only: the weights are not there')]);
});

describe('weights', () => {
  test('are named with --weights', async () => {
    const run = await lathe('optimize', 'net.prototxt', '-o', 'out.onnx', '--weights', lenetWeightsPath, '--json');
    expect(run.json()).toMatchObject({ weights: 'stored' });
    expect(await readModelFile(join(directory, 'out.onnx'))).toMatchObject({ format: 'ONNX', weights: 'stored' });
  });

  test('that are missing end a command that needs them, with what to do', async () => {
    const { exitCode, notes } = await lathe('optimize', 'net.prototxt', '-o', 'out.onnx');
    expect(exitCode).toBe(1);
    expect(notes.at(-1)).toMatch(/The weights of layer "conv1" are not there.*--random-weights/);
  });

  test('are made up with --random-weights, which is said', async () => {
    const { exitCode, notes } = await lathe('benchmark', 'net.prototxt', '--random-weights', '--runs', '2');
    expect(exitCode).toBe(0);
    expect(notes[0]).toBe(
      'net.prototxt: Architecture only: the weights are random. Fusion, speed and size are real; outputs and accuracy mean nothing.',
    );
  });

  test('are for Caffe networks', async () => {
    const { exitCode, notes } = await lathe('inspect', mnistPath, '--weights', lenetWeightsPath);
    expect({ exitCode, notes }).toEqual({
      exitCode: 2,
      notes: [expect.stringContaining('--weights is for a Caffe network')],
    });
  });
});

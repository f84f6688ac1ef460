import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mnistPath } from '../workbench/testing/model-files.ts';
import { faultFiles } from './testing/fault-files.ts';
import { runLathe } from './testing/run-lathe.ts';

/** The one line that a command line ends with, on standard error. Nothing goes to standard output. */
async function faultOf(line: string, exitCode: number): Promise<string> {
  const directory = await faultFiles();
  const before = await readdir(directory);
  const run = await runLathe(
    line.split(' ').map((word) => (word === 'MNIST' ? mnistPath : word)),
    { directory },
  );
  expect(run.notes).toHaveLength(1);
  expect(run.output).toBe('');
  expect(run.exitCode).toBe(exitCode);
  expect(await readdir(directory)).toEqual(before);
  const [note = ''] = run.notes;
  expect(note).not.toContain('\n');
  return note.replaceAll(directory, '.');
}

describe('a model that is wrong is named, with what is wrong and what to do', () => {
  test.each([
    ['missing.onnx', 'There is no file "./missing.onnx"', 'Check the path'],
    ['folder', '"folder" is a folder', 'Choose the model file'],
    ['empty.onnx', '"empty.onnx" is empty', 'export it again'],
    ['random.onnx', 'random.onnx: This file is not an ONNX model', 'Export or copy it again'],
    ['text.onnx', 'text.onnx: This file is not an ONNX model', 'Export or copy it again'],
    ['picture.onnx', '"picture.onnx" is an image', 'Open a model first'],
    ['cyclic.onnx', 'cyclic.onnx: The graph has a cycle through node first', 'Export the model again'],
  ])('%s', async (file, what, next) => {
    for (const line of [
      `inspect ${file}`,
      `optimize ${file} -o out.onnx`,
      `benchmark ${file}`,
      `evaluate ${file} --data floats.npy`,
    ]) {
      const note = await faultOf(line, 1);
      expect(note).toContain(what);
      expect(note).toContain(next);
    }
  });

  test.each([
    ['optimize weightless.onnx -o out.onnx', 'The model keeps its weights in "weights.bin"', 'Put that file into'],
    ['benchmark weightless.onnx', 'weights.bin, which is missing', 'put that file beside the model'],
    ['evaluate weightless.onnx --data floats.npy', 'weights.bin, which is missing', 'put that file beside the model'],
  ])('weights that are not beside the model: %s', async (line, what, next) => {
    const note = await faultOf(line, 1);
    expect(note).toContain(what);
    expect(note).toContain(next);
  });

  test.each(['benchmark custom.onnx', 'evaluate custom.onnx --data floats.npy'])(
    'an operator that the runtime lacks: %s',
    async (line) => {
      const note = await faultOf(line, 1);
      expect(note).toContain('Loading custom.onnx failed: ONNX Runtime has no operator my.domain:Odd; replace it');
    },
  );

  test.each(['nope.onnx', './nope', 'no/such/file'])('a model to open that is not there: %s', async (path) => {
    expect(await faultOf(path, 1)).toContain('There is no file');
  });
});

describe('a result that cannot be written', () => {
  test.each([
    ['no/such/out.onnx', '"out.onnx" cannot be written, because there is no folder "./no/such"', 'Make the folder'],
    ['folder', '"folder" is a folder', 'Name the file'],
    ['ten.onnx', '"ten.onnx" is the opened model itself', 'Choose another name'],
    ['./folder/../ten.onnx', '"ten.onnx" is the opened model itself', 'Choose another name'],
  ])('%s', async (output, what, next) => {
    const note = await faultOf(`optimize ten.onnx -o ${output}`, 1);
    expect(note).toContain(what);
    expect(note).toContain(next);
  });
});

describe('data that does not fit', () => {
  test.each([
    ['nowhere', 'There is no file or folder ./nowhere', 'Check the path'],
    ['no-images', './no-images', 'Lathe reads a folder with one sub-folder of images per class'],
    ['ten.onnx', './ten.onnx is in no format that Lathe knows', 'Lathe reads'],
    [
      'fit-images-idx3-ubyte --labels three-labels',
      './three-labels holds 3 labels and ./fit-images-idx3-ubyte holds 4 samples',
      'Give the labels that belong',
    ],
    [
      'fit-images-idx3-ubyte --labels eleven-labels',
      'has label 10, but the model has classes 0 to 9',
      '--label-offset -1',
    ],
    ['fit-images-idx3-ubyte --label-offset 1', 'has label 10 with --label-offset 1', '--label-offset 0'],
    ['large-images-idx3-ubyte', 'large-images-idx3-ubyte holds samples of shape [5, 5, 1]', 'resize'],
    ['fit-images-idx3-ubyte --preprocess nowhere.json', './nowhere.json', 'Check the path'],
    ['floats.npy --preprocess scale', 'floats.npy holds arrays that are fed as they are', 'Leave out --preprocess'],
  ])('%s', async (data, what, next) => {
    const note = await faultOf(`evaluate ten.onnx --data ${data}`, 1);
    expect(note).toContain(what);
    expect(note).toContain(next);
  });

  test('for calibration, it is found out before anything is written', async () => {
    const note = await faultOf('optimize ten.onnx -o out.onnx --precision int8 --calibrate large-images-idx3-ubyte', 1);
    expect(note).toContain('large-images-idx3-ubyte holds samples of shape [5, 5, 1]');
  });
});

describe('what a model cannot do', () => {
  test.each([
    [
      'optimize relu.onnx -o out.onnx --precision int8 --calibrate random',
      'No part of this model can run in INT8',
      'Keep it in FP32',
    ],
    ['benchmark open.onnx', "Input 'x' has dimensions of open size (T)", '--shape x='],
    [
      'optimize open.onnx -o out.onnx --precision int8 --calibrate random',
      "Input 'x' has dimensions of open size (T)",
      '--shape x=',
    ],
    ['inspect open.onnx --shape x=1x2', "The shape 1x2 does not suit input 'x'", 'correct --shape'],
    ['inspect open.onnx --shape z=1x2', "The model has no input 'z'", "its inputs are 'x'"],
    ['benchmark MNIST --batch 4', 'The model has a fixed batch of 1', 'use --batch 1'],
    ['benchmark MNIST --provider tensorrt', 'The tensorrt execution provider cannot be used on this machine', '. '],
  ])('%s', async (line, what, next) => {
    const note = await faultOf(line, 1);
    expect(note).toContain(what);
    expect(note).toContain(next);
  });
});

describe('wrong usage', () => {
  test.each([
    ['inspct MNIST', '"inspct" is neither a command nor a file', 'lathe --help'],
    ['--frob', 'There is no option "--frob" here', 'lathe --help'],
    ['inspect', 'MODEL is missing', 'lathe inspect --help'],
    ['inspect MNIST --frob', "Unknown option '--frob'", 'lathe inspect --help'],
    ['inspect MNIST ten.onnx', '"ten.onnx" is too many', 'lathe inspect --help'],
    ['inspect MNIST --target toaster', '--target is one of portable', 'lathe inspect --help'],
    ['inspect MNIST --shape 1x3x224x224', '--shape takes NAME=1x3x224x224', 'lathe inspect --help'],
    ['optimize MNIST', '-o OUT is missing', 'lathe optimize --help'],
    ['optimize MNIST -o out.onnx --precision int8', '--precision int8 needs --calibrate DATA', 'lathe optimize --help'],
    [
      'optimize MNIST -o out.onnx --calibrate random',
      '--calibrate is for --precision fp16, int8 and mixed',
      'lathe optimize --help',
    ],
    [
      'optimize MNIST -o out.onnx --precision fp8',
      '--precision is one of fp32, fp16, bf16, int8, int8-dynamic, int4, mixed',
      'lathe optimize --help',
    ],
    ['optimize MNIST -o out.onnx --max-drop 1', '--max-drop is for --precision mixed', 'lathe optimize --help'],
    [
      'optimize MNIST -o out.onnx --precision mixed',
      '--precision mixed needs --calibrate DATA',
      'lathe optimize --help',
    ],
    [
      'optimize MNIST -o out.onnx --precision mixed --calibrate random',
      '--precision mixed needs real data to calibrate with',
      'lathe optimize --help',
    ],
    [
      'optimize MNIST -o out.onnx --precision mixed --calibrate a.npy --max-drop much',
      '--max-drop takes percentage points from 0 to 100, not "much"',
      'lathe optimize --help',
    ],
    [
      'optimize missing.onnx -o out.onnx --disable frob',
      'There is no rule "frob" to switch for portable',
      'lathe optimize --help',
    ],
    ['benchmark', 'MODEL is missing', 'lathe benchmark --help'],
    ['benchmark MNIST --runs 0', '--runs takes a whole number of at least 1', 'lathe benchmark --help'],
    ['benchmark MNIST --provider toaster', '--provider is one of cpu', 'lathe benchmark --help'],
    ['evaluate MNIST', '--data is missing', 'lathe evaluate --help'],
    ['evaluate --data floats.npy', 'MODEL is missing', 'lathe evaluate --help'],
    [
      'evaluate MNIST --data floats.npy --label-offset=5000',
      '--label-offset takes a whole number from -1000 to 1000',
      'lathe evaluate --help',
    ],
    ['serve a.onnx b.onnx', 'Only one MODEL', 'lathe serve --help'],
    ['serve --port 99999', '--port takes a whole number from 0 to 65535', 'lathe serve --help'],
  ])('%s', async (line, what, next) => {
    const note = await faultOf(line, 2);
    expect(note).toContain(what);
    expect(note).toContain(next);
  });
});

test('a model that fails leaves the results of the others', async () => {
  const directory = await faultFiles();
  const line = ['evaluate', 'ten.onnx', 'custom.onnx', '--data', 'fit-images-idx3-ubyte', '--json'];
  const run = await runLathe(line, { directory });
  expect(run.exitCode).toBe(1);
  expect(run.notes).toEqual([expect.stringContaining('Loading custom.onnx failed')]);
  expect(run.json()).toMatchObject({
    models: [{ model: 'ten.onnx' }],
    failures: [{ model: 'custom.onnx', code: 'runtime.load-failed' }],
  });
});

test('an interrupted command says so, exits as the shell expects, and leaves nothing', async () => {
  const directory = await faultFiles();
  const controller = new AbortController();
  const output = join(directory, 'out.onnx');
  const run = await runLathe(['optimize', mnistPath, '-o', output, '--precision', 'int8', '--calibrate', 'random'], {
    directory,
    signal: controller.signal,
    onProgress: (text) => text.includes('samples') && controller.abort(),
  });
  expect(run).toMatchObject({ exitCode: 130, notes: ['Interrupted.'], output: '' });
  expect(await readdir(directory)).not.toContain('out.onnx');
});

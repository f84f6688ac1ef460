import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import { tensorFloats } from '../ir/tensor.ts';
import { googlenetPath, lenetPath, lenetWeightsPath, mnistPath } from '../workbench/testing/model-files.ts';
import { type ModelFile, readModelFile } from './read-model-file.ts';
import { writeModel } from './write-model.ts';

const codes = ({ diagnostics }: ModelFile) => diagnostics.map(({ code }) => code);

/** A file of its own, away from what lies beside it. */
async function alone(path: string, name: string): Promise<string> {
  const copy = join(await scratchFolder(), name);
  await copyFile(path, copy);
  return copy;
}

describe('a Caffe network', () => {
  test('opens with the weights beside it, which belong to the model', async () => {
    const file = await readModelFile(lenetPath);
    expect(file).toMatchObject({ format: 'Caffe', weights: 'stored', files: [lenetPath, lenetWeightsPath] });
    expect(codes(file)).toEqual(['caffe.weights-used']);
    expect(file.sizeBytes).toBe(1_725_006 + 1738);
  });

  test('opens with weights from elsewhere', async () => {
    const prototxt = await alone(lenetPath, 'net.prototxt');
    expect(await readModelFile(prototxt, { weightsPath: lenetWeightsPath })).toMatchObject({ weights: 'stored' });
  });

  test('opens without weights: they are promised, and reading one says what to do', async () => {
    const file = await readModelFile(await alone(googlenetPath, 'deploy.prototxt'));
    expect(file.weights).toBe('absent');
    expect(codes(file)).toEqual(['model.weights-absent']);
    const [tensor] = file.model.graph.initializers.values();
    expect(() => tensor && tensorFloats(tensor)).toThrow(
      expect.objectContaining({ code: 'caffe.weights-missing', message: expect.stringContaining('--random-weights') }),
    );
  });

  test('opens with random weights on request: the same each time, and marked as such in every export', async () => {
    const prototxt = await alone(lenetPath, 'net.prototxt');
    const [first, second] = [
      await readModelFile(prototxt, { missingWeights: 'random' }),
      await readModelFile(prototxt, { missingWeights: 'random' }),
    ];
    const numbers = ({ model }: ModelFile) =>
      [...model.graph.initializers.values()].map((tensor) => tensorFloats(tensor)[0]);
    expect(numbers(first)).toEqual(numbers(second));
    const path = join(await scratchFolder(), 'exported.onnx');
    await writeModel(first.model, path);
    const again = await readModelFile(path);
    expect(again).toMatchObject({ format: 'ONNX', weights: 'random' });
    expect(codes(again)).toEqual(['model.random-weights']);
    expect(again.model.docString).toContain('Architecture only');
  });

  test('keeps to its own weights where random ones are asked for but nothing is missing', async () => {
    expect(await readModelFile(lenetPath, { missingWeights: 'random' })).toMatchObject({ weights: 'stored' });
  });

  test('is not given the weights of another network', async () => {
    const prototxt = await alone(googlenetPath, 'deploy.prototxt');
    await copyFile(lenetWeightsPath, join(prototxt, '../other.caffemodel'));
    const file = await readModelFile(prototxt);
    expect(file.weights).toBe('absent');
    expect(codes(file)).toContain('caffe.weights-unrelated');
  });

  test('says which layers lack weights where some have them', async () => {
    const text = (await readFile(lenetPath, 'utf8')).replaceAll('"ip2"', '"ip2-new"');
    const prototxt = join(await scratchFolder(), 'net.prototxt');
    await writeFile(prototxt, text);
    const file = await readModelFile(prototxt, { weightsPath: lenetWeightsPath });
    expect(file.weights).toBe('absent');
    expect(file.diagnostics.find(({ code }) => code === 'model.weights-absent')?.message).toContain('layer "ip2-new"');
  });

  test('says where weights do not fit', async () => {
    const text = (await readFile(lenetPath, 'utf8')).replace('num_output: 500', 'num_output: 400');
    const prototxt = join(await scratchFolder(), 'net.prototxt');
    await writeFile(prototxt, text);
    const file = await readModelFile(prototxt, { weightsPath: lenetWeightsPath });
    const [differing] = file.diagnostics.filter(({ code }) => code === 'caffe.weights-differ');
    expect(differing?.message).toContain('[400, 800] by the network, and the caffemodel has [500, 800]');
  });

  test('takes other dims than those that it states', async () => {
    const { model } = await readModelFile(lenetPath, { shapes: { data: [2, 1, 28, 28] } });
    const [input] = model.graph.inputs;
    expect(input !== undefined && model.graph.values.get(input)?.type).toMatchObject({ shape: [2, 1, 28, 28] });
  });

  test('refuses weights that are none', async () => {
    await expect(readModelFile(lenetPath, { weightsPath: mnistPath })).rejects.toMatchObject({
      code: 'caffe.caffemodel-expected',
      message: '"mnist.onnx" is no caffemodel, so it cannot give a network its weights. Choose the .caffemodel file.',
    });
  });

  test('names the place of an error in its file', async () => {
    const prototxt = join(await scratchFolder(), 'net.prototxt');
    await writeFile(prototxt, 'name: "net"\nlayer {\n  type: "ReLU" bottom "x" }');
    await expect(readModelFile(prototxt)).rejects.toMatchObject({
      code: 'caffe.syntax',
      message:
        'net.prototxt: The network cannot be read at line 3, column 23: ":" is missing after "bottom". Correct the prototxt there.',
    });
  });
});

test('a caffemodel alone is a model: it holds the network that it was trained as', async () => {
  const file = await readModelFile(await alone(lenetWeightsPath, 'net.caffemodel'));
  expect(file).toMatchObject({ format: 'Caffe', weights: 'stored' });
  expect(file.model.graph.outputs.map((id) => file.model.graph.values.get(id)?.name)).toEqual(['ip2']);
});

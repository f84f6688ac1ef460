import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { findShape, requireValue } from '../ir/query.ts';
import { tensorOfFloats } from '../ir/tensor.ts';
import { encodeModel } from '../runtime/onnx-model.ts';
import { loadModel } from './load-model.ts';
import { loadGraph, mnistPath, writeGraph } from './testing/model-files.ts';

const outputShape = ({ frozen }: Awaited<ReturnType<typeof loadModel>>) => findShape(frozen, frozen.outputs[0]);

test('names, sizes and types what a file holds', async () => {
  const loaded = await loadModel(mnistPath);
  expect(loaded).toMatchObject({ name: 'mnist.onnx', path: mnistPath, format: 'ONNX', sizeBytes: 26454 });
  expect(loaded.files).toEqual([mnistPath]);
  expect(outputShape(loaded)).toEqual([1, 10]);
});

test('types follow from the operators where the file does not say them', async () => {
  expect(outputShape(await loadGraph('y = Relu(Conv(x[N,3,8,8], W[4,3,3,3]))'))).toEqual(['N', 4, 6, 6]);
});

test('weights that are inputs too are constants to everything after', async () => {
  const path = await writeGraph('y = Relu(x[1])', 'frozen.onnx');
  const port = { dataType: 'float32', dims: [2] } as const;
  const weighted = encodeModel({
    inputs: [
      { name: 'x', ...port },
      { name: 'w', ...port },
    ],
    outputs: [{ name: 'y', ...port }],
    nodes: [{ opType: 'Mul', inputs: ['x', 'w'], outputs: ['y'] }],
    constants: [{ name: 'w', tensor: tensorOfFloats([2], Float32Array.of(1, 2)) }],
  });
  await writeFile(path, weighted);
  const { model, frozen } = await loadModel(path);
  const namesOf = (graph: typeof frozen) => graph.inputs.map((id) => requireValue(graph, id).name);
  expect(namesOf(model.graph)).toEqual(['x', 'w']);
  expect(namesOf(frozen)).toEqual(['x']);
});

describe('given dims', () => {
  const text = 'y = Relu(x[N,3,H,8])';

  test('take the place of open ones', async () => {
    const loaded = await loadModel(await writeGraph(text), { shapes: { x: [2, 3, 5, 8] } });
    expect(outputShape(loaded)).toEqual([2, 3, 5, 8]);
  });

  test.each([
    ['contradict the model', { x: [2, 4, 5, 8] }, 'benchmark.shape-mismatch'],
    ['are too few', { x: [2, 3] }, 'benchmark.shape-mismatch'],
    ['are for no input of it', { z: [1] }, 'benchmark.unknown-input'],
  ])('are refused where they %s', async (_, shapes, code) => {
    await expect(loadModel(await writeGraph(text), { shapes })).rejects.toMatchObject({ code });
  });
});

test('a cancelled read rejects quietly', async () => {
  await expect(loadModel(mnistPath, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});

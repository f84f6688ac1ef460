import { describe, expect, test } from 'vitest';
import { mnistPath, sampleModelPath, writeGraph } from '../workbench/testing/model-files.ts';
import { faultFiles } from './testing/fault-files.ts';
import { inspectDocument } from './testing/json-documents.ts';
import { runLathe } from './testing/run-lathe.ts';

test('tables for people: what the model is, and its layers stage by stage', async () => {
  const { exitCode, output, notes } = await runLathe(['inspect', mnistPath]);
  expect({ exitCode, notes }).toEqual({ exitCode: 0, notes: [] });
  for (const line of [
    /^Model +mnist\.onnx \(ONNX, opset 8, from CNTK 2\.5\.1\)$/m,
    /^Size +26\.5 kB$/m,
    /^Inputs +Input3 {2}float32 \[1, 1, 28, 28\]$/m,
    /^Outputs +Plus214_Output_0 {2}float32 \[1, 10\]$/m,
    /^Parameters +5994$/m,
    /^MACs +\d+\.\d+ k \(open dimensions as 1\)$/m,
    /^Operators +Add 3, Conv 2, .*MatMul 1$/m,
    /^Layers for onnxruntime-cpu: 10 -> 5 \(predicted\)\. One per executed step; constants/m,
    /^vertical +5$/m,
  ])
    expect(output).toMatch(line);
});

test('layers are confirmed on request', async () => {
  const { output } = await runLathe(['inspect', mnistPath, '--confirm']);
  expect(output).toMatch(/^Layers for onnxruntime-cpu: 10 -> 5 \(5 of 5 confirmed by ONNX Runtime\)\./m);
});

describe('--json', () => {
  test('is one document with the stable fields', async () => {
    const run = await runLathe(['inspect', sampleModelPath, '--json', '--target', 'tensorrt']);
    const document = inspectDocument.parse(run.json());
    expect(run.output).not.toContain('\n');
    expect(document).toMatchObject({
      model: 'model.onnx',
      inputs: [{ name: 'image', type: 'float32', shape: [expect.any(String), 1, 28, 28] }],
      outputs: [{ name: 'logits', type: 'float32' }],
      operators: { BatchNormalization: 26, Concat: 4 },
      target: 'tensorrt',
      layers: { before: 90 },
    });
    expect(document.layers.stages.map(({ name }) => name)).toEqual([
      'original',
      'simplify',
      'vertical',
      'horizontal',
      'concat',
    ]);
    expect(document.layers.after).toBe(document.layers.stages.at(-1)?.count);
  });

  test('names what is unknown of a shape', async () => {
    const path = await writeGraph('a = my.domain::Odd(x[N,?,8]); return a');
    const { inputs, outputs } = inspectDocument.parse((await runLathe(['inspect', path, '--json'])).json());
    expect(inputs).toEqual([{ name: 'x', type: 'float32', shape: ['N', '?', 8] }]);
    expect(outputs).toEqual([{ name: 'a', type: 'unknown', shape: null }]);
  });
});

test('given dims decide what is counted', async () => {
  const path = await writeGraph('y = MatMul(x[N,T,8], W[8,4])');
  const macsOf = async (...args: string[]) =>
    inspectDocument.parse((await runLathe(['inspect', path, '--json', ...args])).json()).macs;
  expect(await macsOf()).toBe(32);
  expect(await macsOf('--shape', 'x=2x10x8')).toBe(20 * 32);
});

test('a lower bound is said to be one', async () => {
  const path = await writeGraph('y = my.domain::Odd(x[1,8])');
  const { notes, exitCode } = await runLathe(['inspect', path]);
  expect(exitCode).toBe(0);
  expect(notes.join(' ')).toContain('MACs leave out a node whose cost is not known (Odd).');
});

test('relative paths start where the command was called', async () => {
  const folder = mnistPath.replace(/mnist\.onnx$/, '');
  expect((await runLathe(['inspect', 'mnist.onnx'], { directory: folder })).exitCode).toBe(0);
});

test('a model without its weights is shown, and says what it lacks', async () => {
  const { exitCode, output, notes } = await runLathe(['inspect', 'weightless.onnx'], { directory: await faultFiles() });
  expect(exitCode).toBe(0);
  expect(output).toMatch(/^Operators +MatMul 1$/m);
  expect(notes.join(' ')).toContain('The model keeps its weights in "weights.bin", which is not beside it');
});

import { expect, test } from 'vitest';
import { loadModel } from './load-model.ts';
import { summarizeModel } from './summarize-model.ts';
import { loadGraph, mnistPath, sampleModelPath } from './testing/model-files.ts';

test('a real model: ports, operators, parameters and MACs', async () => {
  expect(summarizeModel(await loadModel(mnistPath))).toEqual({
    name: 'mnist.onnx',
    path: mnistPath,
    format: 'ONNX',
    opset: 8,
    producer: 'CNTK 2.5.1',
    sizeBytes: 26454,
    // 8x1x5x5 + 8 and 16x8x5x5 + 16 in the convolutions, 256x10 + 10 in the product; targets of Reshape are none.
    parameterCount: 208 + 3216 + 2570,
    weights: 'stored',
    macs: 28 * 28 * 8 * 25 + 14 * 14 * 16 * 200 + 256 * 10,
    operatorCounts: { Add: 3, Conv: 2, MaxPool: 2, Relu: 2, Reshape: 2, MatMul: 1 },
    inputs: [{ name: 'Input3', dataType: 'float32', shape: '[1, 1, 28, 28]' }],
    outputs: [{ name: 'Plus214_Output_0', dataType: 'float32', shape: '[1, 10]' }],
    diagnostics: [],
  });
});

test('the sample counts one image, though its batch is open', async () => {
  const { macs, operatorCounts, inputs } = summarizeModel(await loadModel(sampleModelPath));
  expect(macs).toBeGreaterThan(1_000_000);
  expect(Object.entries(operatorCounts)[0]).toEqual(['BatchNormalization', 26]);
  expect(Object.values(operatorCounts).reduce((sum, count) => sum + count, 0)).toBe(91);
  expect(inputs).toEqual([
    { name: 'image', dataType: 'float32', shape: expect.stringMatching(/, 1, 28, 28\]$/), batchAxis: 0 },
  ]);
});

test('operators of other domains carry them, and a lower bound is said to be one', async () => {
  const summary = summarizeModel(await loadGraph('y = my.domain::Odd(MatMul(x[2,3], W[3,4]))'));
  expect(summary.operatorCounts).toEqual({ MatMul: 1, 'my.domain.Odd': 1 });
  expect(summary.macs).toBe(24);
  expect(summary.diagnostics).toContainEqual({
    severity: 'info',
    code: 'model.macs-incomplete',
    message: 'MACs leave out a node whose cost is not known (Odd).',
  });
});

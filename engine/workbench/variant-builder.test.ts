import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { npyBytes } from '../accuracy/testing/array-files.ts';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import type { CalibrationSpec } from '../api/contract.ts';
import { opsetOf } from '../ir/query.ts';
import type { VariantKind } from '../report/report.ts';
import { onCpu } from '../runtime/testing/models.ts';
import { type LoadedModel, loadModel } from './load-model.ts';
import { operatorCountsOf } from './summarize-model.ts';
import { loadGraph, mnistPath } from './testing/model-files.ts';
import { startRunners } from './testing/runners.ts';
import { type BuildOptions, VariantBuilder } from './variant-builder.ts';

const { factory, runningCount } = startRunners();
const random: CalibrationSpec = { data: 'random', method: 'min-max' };

const options = (more: Partial<BuildOptions> = {}): BuildOptions => ({
  target: 'portable',
  signal: new AbortController().signal,
  onProgress: () => {},
  ...more,
});

async function builderOf(loaded: LoadedModel): Promise<VariantBuilder> {
  return new VariantBuilder(loaded, { folder: join(await scratchFolder(), 'variants'), factory });
}

let mnist: LoadedModel;
beforeAll(async () => {
  mnist = await loadModel(mnistPath);
});

describe('building', () => {
  test('the original is the file itself, and nothing is written', async () => {
    const builder = await builderOf(mnist);
    const built = await builder.build('original', undefined, options());
    expect(built).toMatchObject({ source: { kind: 'file', path: mnistPath }, sizeBytes: 26454, remarks: [] });
    expect(existsSync(builder.folder)).toBe(false);
  });

  test.each<[VariantKind, number, RegExp]>([
    ['fp32', 26_454, /"Conv":2/],
    ['fp16', 15_000, /"Conv":2/],
    ['int8', 13_000, /"QuantizeLinear":/],
  ])('%s is a file that the runtime loads', async (kind, mostBytes, operators) => {
    const builder = await builderOf(mnist);
    const built = await builder.build(kind, random, options());
    expect(built.sizeBytes).toBeLessThan(mostBytes);
    expect(JSON.stringify(operatorCountsOf(built.model.graph))).toMatch(operators);
    const session = await factory.open(built.source, onCpu);
    expect(session.inputs).toEqual([{ name: 'Input3', dataType: 'float32', dims: [1, 1, 28, 28] }]);
    await session.close();
  });

  test('INT8 says how it was calibrated, and what random calibration is worth', async () => {
    const built = await (await builderOf(mnist)).build('int8', random, options());
    expect(built.calibration).toBe('random inputs, min-max');
    expect(built.remarks).toContain('Calibrated with random data: good for measuring speed, not valid for accuracy.');
  });

  test('FP16 keeps in FP32 what leaves its range on the data', async () => {
    const path = join(await scratchFolder(), 'wide.npy');
    await writeFile(path, npyBytes('<f4', [2, 4], new Float32Array([1, 2, 3, 400, 5, 6, 7, 8])));
    const data: CalibrationSpec = { data: { path, preprocess: 'none', labelOffset: 0 }, method: 'entropy' };
    const builder = await builderOf(await loadGraph('y = Sqrt(Mul(x[N,4], x))'));
    const built = (calibration?: CalibrationSpec) => builder.build('fp16', calibration, options());
    expect(operatorCountsOf((await built()).model.graph)).toEqual({ Cast: 2, Mul: 1, Sqrt: 1 });
    const { model, remarks } = await built(data);
    expect(operatorCountsOf(model.graph)).toEqual({ Mul: 1, Sqrt: 1 });
    expect(remarks.join(' ')).toMatch(/measured on wide\.npy \(2 samples\).*reached 160,000 on the data/);
    const absent: CalibrationSpec = { ...data, data: { path: '/no/such', preprocess: 'none', labelOffset: 0 } };
    expect((await built(absent)).remarks.join(' ')).toContain('could not be measured');
  });

  test('INT8 says what stays in FP32, and why', async () => {
    const loaded = await loadGraph('y = Softmax(MatMul(Tanh(MatMul(x[1,8], W[8,8])), V[8,8]))');
    const { remarks } = await (await builderOf(loaded)).build('int8', random, options());
    expect(remarks.filter((remark) => remark.includes('in float32'))).not.toEqual([]);
  });

  test('raises the opset of the sample only where INT8 needs it', async () => {
    const builder = await builderOf(mnist);
    expect(opsetOf((await builder.build('fp32', undefined, options())).model.graph)).toBe(8);
    expect(opsetOf((await builder.build('int8', random, options())).model.graph)).toBeGreaterThanOrEqual(13);
  });
});

describe('what was built', () => {
  test('is kept: each variant is built once', async () => {
    const builder = await builderOf(mnist);
    const first = await builder.build('fp16', undefined, options());
    const onProgress = vi.fn();
    expect(await builder.build('fp16', random, options({ onProgress }))).toBe(first);
    expect(onProgress).not.toHaveBeenCalled();
    expect(await readdir(builder.folder)).toHaveLength(1);
  });

  test('of INT8 is another one for other calibration', async () => {
    const builder = await builderOf(mnist);
    const first = await builder.build('int8', random, options());
    const again = await builder.build('int8', { ...random }, options());
    const other = await builder.build('int8', { ...random, method: 'entropy' }, options());
    expect(again).toBe(first);
    expect(other.calibration).toBe('random inputs, entropy');
    expect(other.source).not.toEqual(first.source);
    expect(await readdir(builder.folder)).toHaveLength(2);
  });

  test('is another one where rules are switched off, in whatever order they are named', async () => {
    const builder = await builderOf(mnist);
    const [a, b] = ['fuse-add-into-conv', 'eliminate-no-op-reshape'];
    const all = await builder.build('fp32', undefined, options());
    const some = await builder.build('fp32', undefined, options({ switches: { disabledRules: [a, b] } }));
    expect(operatorCountsOf(all.model.graph).Add).toBe(1);
    expect(operatorCountsOf(some.model.graph).Add).toBe(3);
    expect(await builder.build('fp32', undefined, options({ switches: { disabledRules: [b, a] } }))).toBe(some);
  });

  test('is deleted by dispose', async () => {
    const builder = await builderOf(mnist);
    await builder.build('fp32', undefined, options());
    await builder.dispose();
    expect(existsSync(builder.folder)).toBe(false);
  });
});

test.each<[VariantKind, BuildOptions['target'], RegExp]>([
  ['int8-dynamic', 'portable', /"MatMulInteger":1/],
  ['int8-dynamic', 'onnxruntime-cpu', /DynamicQuantizeMatMul":1/],
  ['int4', 'onnxruntime-cpu', /MatMulNBits":1/],
])('%s for %s needs no calibration', async (kind, target, operators) => {
  const builder = await builderOf(await loadGraph('y = Add(MatMul(x[1,4,32], W[32,16]), b[16])'));
  const built = await builder.build(kind, undefined, options({ target }));
  expect(JSON.stringify(operatorCountsOf(built.model.graph))).toMatch(operators);
  const session = await factory.open(built.source, onCpu);
  await session.close();
});

test.each<BuildOptions['target']>(['onnxruntime-cuda', 'tensorrt'])(
  'bf16 for %s halves the weights',
  async (target) => {
    const builder = await builderOf(await loadGraph('y = Softmax(MatMul(x[1,512], W[512,512]))'));
    const [fp32, built] = [
      await builder.build('fp32', undefined, options({ target })),
      await builder.build('bf16', undefined, options({ target })),
    ];
    const [weight] = [...built.model.graph.initializers.values()];
    expect(weight?.dataType).toBe('bfloat16');
    expect(built.sizeBytes / fp32.sizeBytes).toBeCloseTo(0.5, 2);
  },
);

describe('what cannot be built', () => {
  test.each<[string, string, CalibrationSpec | undefined, string]>([
    ['without calibration', 'y = MatMul(x[1,8], W[8,8])', undefined, 'precision.calibration-needed'],
    ['of a model with nothing to quantize', 'y = Relu(x[1,8])', random, 'precision.nothing-to-quantize'],
    ['with dims left open', 'y = MatMul(x[N,T,8], W[8,8])', random, 'benchmark.shape-needed'],
    [
      'with data that is not there',
      'y = MatMul(x[1,8], W[8,8])',
      { data: { path: '/no/such/data', preprocess: 'none', labelOffset: 0 }, method: 'entropy' },
      'data.not-found',
    ],
  ])('INT8 %s is coded, and leaves no file', async (_, text, calibration, code) => {
    const builder = await builderOf(await loadGraph(text));
    await expect(builder.build('int8', calibration, options())).rejects.toMatchObject({ code });
    expect(await readdir(builder.folder)).toEqual([]);
  });

  test.each<VariantKind>(['int8-dynamic', 'int4'])('%s is refused where TensorRT is to run it', async (kind) => {
    const builder = await builderOf(await loadGraph('y = MatMul(x[1,8], W[8,8])'));
    const building = builder.build(kind, undefined, options({ target: 'tensorrt' }));
    await expect(building).rejects.toMatchObject({ code: 'precision.nothing-to-quantize' });
  });

  test.each<BuildOptions['target']>(['portable', 'onnxruntime-cpu', 'onnxruntime-webgpu'])(
    'BF16 is refused for %s, which has no kernels for it',
    async (target) => {
      const builder = await builderOf(await loadGraph('y = MatMul(x[1,8], W[8,8])'));
      const building = builder.build('bf16', undefined, options({ target }));
      await expect(building).rejects.toMatchObject({ code: 'precision.no-bfloat16-kernels' });
      expect(await readdir(builder.folder)).toEqual([]);
    },
  );

  test('may be built once what was missing is given', async () => {
    const builder = await builderOf(await loadGraph('y = MatMul(x[N,T,8], W[8,8])'));
    await expect(builder.build('int8', random, options())).rejects.toMatchObject({ code: 'benchmark.shape-needed' });
    const built = await builder.build('int8', random, options({ shapes: { x: [1, 4, 8] } }));
    expect(built.kind).toBe('int8');
  });
});

test('cancelling in the middle of calibration leaves no file and no runner', async () => {
  const builder = await builderOf(mnist);
  const controller = new AbortController();
  const seen: number[] = [];
  const onProgress: BuildOptions['onProgress'] = ({ doneCount }) => {
    seen.push(doneCount);
    if (doneCount > 0) controller.abort();
  };
  await expect(builder.build('int8', random, options({ signal: controller.signal, onProgress }))).rejects.toMatchObject(
    { name: 'AbortError' },
  );
  expect(seen.slice(-2)).toEqual([0, 1]);
  expect(await readdir(builder.folder)).toEqual([]);
  expect(runningCount()).toBe(0);
});

test('calibration tells its two passes in samples', async () => {
  const seen: string[] = [];
  const onProgress: BuildOptions['onProgress'] = ({ stage, doneCount, totalCount, unit, fraction }) =>
    seen.push(`${stage}: ${doneCount} of ${totalCount} ${unit}, ${fraction}`);
  await (await builderOf(mnist)).build('int8', { data: 'random', method: 'entropy' }, options({ onProgress }));
  expect(seen[0]).toBe('Building INT8: 0 of 1 steps, 0');
  expect(seen).toContain('Calibrating, pass 1 of 2: 8 of 16 samples, 0.25');
  expect(seen.at(-1)).toBe('Calibrating, pass 2 of 2: 16 of 16 samples, 1');
});

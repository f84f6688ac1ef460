import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import { machinePeaks } from '../benchmark/roofline.ts';
import { mnistPath, writeGraph } from '../workbench/testing/model-files.ts';
import { benchmarkDocument, gridDocument } from './testing/json-documents.ts';
import { runLathe } from './testing/run-lathe.ts';

test('a table for people, under its conditions', async () => {
  const { exitCode, output, progress } = await runLathe(['benchmark', mnistPath, '--runs', '30']);
  expect(exitCode).toBe(0);
  const [conditions, header, rule, row] = output.split('\n');
  expect(conditions).toMatch(/, cpu, 1 thread\(s\), batch 1, 1 stream\(s\), 30 runs in \d+ rounds$/);
  expect(header).toMatch(/^model +p50 +p90 +p99 +samples\/s +GFLOP\/s +peak memory +file +load +speed-up$/);
  expect(rule).toMatch(/^[- ]+$/);
  expect(row).toMatch(/^mnist\.onnx +\d.* ms +\d.* ms .* MB +26\.5 kB +\d.* ms +1\.00x$/);
  expect(progress.some((line) => line.startsWith('measuring mnist.onnx: '))).toBe(true);
});

test('--json is one document with the stable fields; two models are told apart', async () => {
  const directory = await scratchFolder();
  await runLathe(['optimize', mnistPath, '-o', 'mnist.onnx'], { directory });
  const own = join(directory, 'mnist.onnx');
  const run = await runLathe(['benchmark', mnistPath, own, '--runs', '12', '--json', '--threads', '1']);
  const { variants, ...conditions } = benchmarkDocument.parse(run.json());
  expect(conditions).toEqual({ provider: 'cpu', threads: 1, batch: 1, streams: 1 });
  expect(run.json()).toMatchObject({
    versions: { lathe: expect.any(String), onnxruntime: '1.29.0', node: process.versions.node },
    processor: { logicalCpuCount: expect.any(Number), instructions: expect.any(Object) },
    options: { budget: { kind: 'exactly', runCount: 12 } },
    variants: [{ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }, {}],
  });
  expect(variants.map(({ model }) => model)).toEqual([mnistPath, own]);
  expect(variants[0]?.speedup).toBe(1);
  for (const { latencyMs, throughput, gflops, speedup } of variants) {
    expect(latencyMs.p50).toBeGreaterThan(0);
    expect(throughput).toBeGreaterThan(0);
    expect(gflops).toBeGreaterThan(0);
    expect(speedup).toBeGreaterThan(0);
  }
  // Remarks on noise name models, not places in a list.
  for (const note of run.notes) expect(note).toMatch(/mnist\.onnx|^Other programs/);
});

test('the work of an unknown operator has no rate', async () => {
  const path = await writeGraph('y = com.microsoft::Inverse(MatMul(x[4,4], W[4,4]))');
  const { variants } = benchmarkDocument.parse((await runLathe(['benchmark', path, '--runs', '6', '--json'])).json());
  expect(variants).toMatchObject([{ gflops: null, speedup: 1 }]);
});

test('dims that the model leaves open are given', async () => {
  const path = await writeGraph('y = MatMul(x[N,T,8], W[8,4])');
  const run = await runLathe(['benchmark', path, '--runs', '6', '--json', '--shape', 'x=3x5x8']);
  expect(benchmarkDocument.parse(run.json()).batch).toBe(3);
});

test('--grid is throughput and latency by batch and streams, the best cell within the budget marked', async () => {
  const path = await writeGraph('y = MatMul(x[N,8], W[8,4])');
  const options = ['--grid', '--batches', '4,1', '--stream-counts', '1,2', '--p99', '1000'];
  const report = gridDocument.parse((await runLathe(['benchmark', path, ...options, '--json'])).json());
  expect(report.cells.map(({ batch, streams }) => `${batch}x${streams}`)).toEqual(['1x1', '1x2', '4x1', '4x2']);
  for (const { outcome } of report.cells) expect(outcome.throughput).toBeGreaterThan(0);
  expect(report.best?.batch).toBe(4);
  expect(report.budget).toEqual({ percentile: 'p99', ms: 1000 });
  expect(report.conditions).toEqual({ backend: 'node-binding', binding: 'host' });
});

test('a grid is driven through the backend that was asked for, with tensors bound or not, and says so', async () => {
  const args = ['benchmark', mnistPath, '--grid', '--batches', '1', '--stream-counts', '1'];
  const table = await runLathe([...args, '--backend', 'c-api']);
  expect(table.output).toContain(', cpu, c-api, 1 thread(s) per stream');
  const bound = gridDocument.parse((await runLathe([...args, '--device-only', '--json'])).json());
  expect(bound.conditions).toEqual({ backend: 'c-api', binding: 'device' });
});

test('a grid of a model with a fixed batch has the rows it can have', async () => {
  const run = await runLathe(['benchmark', mnistPath, '--grid', '--batches', '1,8', '--stream-counts', '1']);
  expect(run.exitCode).toBe(0);
  expect(run.output).toMatch(/^ *1 +1 +.* best$/m);
  expect(run.notes.join()).toContain('fixed batch of 1');
});

test.each([
  ['two models', [mnistPath, mnistPath, '--grid']],
  ['a list that is none', [mnistPath, '--grid', '--batches', '1,x']],
  ['options of a grid without one', [mnistPath, '--p99', '5']],
  ['a batch beside those of a grid', [mnistPath, '--grid', '--batch', '2']],
  ['layers of a grid', [mnistPath, '--grid', '--layers']],
])('%s: wrong usage', async (_what, args) => {
  expect((await runLathe(['benchmark', ...args])).exitCode).toBe(2);
});

const kernel = z.object({
  name: z.string(),
  opType: z.string(),
  provider: z.string(),
  durationMs: z.number(),
  nodes: z.array(z.object({ opType: z.string(), name: z.string() })),
  flops: z.number().optional(),
  bytes: z.number().optional(),
  roof: z.object({ share: z.number(), bound: z.enum(['arithmetic', 'memory']), intensity: z.number() }).nullable(),
});
const layersDocument = z.object({
  peaks: machinePeaks,
  countedBytes: z.string(),
  layers: z.array(
    z.object({
      model: z.string(),
      runMs: z.number(),
      kernelMs: z.number(),
      layerMs: z.number(),
      shares: z.object({ layers: z.number(), inserted: z.number(), outside: z.number(), profilingCost: z.number() }),
      roof: z.object({ intensity: z.number(), gflops: z.number(), share: z.number() }),
      elsewhere: z.array(z.string()),
      kernels: z.array(kernel),
    }),
  ),
});

test('--layers --json: every kernel with the nodes it computes, its work and its share of the roof; the rest is named', async () => {
  const userDataFolder = await scratchFolder();
  const path = await writeGraph('y = Relu(MatMul(x[64,64], W[64,64]))');
  const args = ['benchmark', path, '--runs', '12', '--layers'];
  const run = await runLathe([...args, '--json'], { userDataFolder });
  const { layers, peaks } = layersDocument.parse(run.json());
  const [model] = layers;
  const kernels = model?.kernels ?? [];
  expect(kernels.flatMap(({ nodes }) => nodes.map(({ opType }) => opType)).toSorted()).toEqual(['MatMul', 'Relu']);
  const product = kernels.find(({ flops = 0 }) => flops > 0);
  expect(product?.flops).toBe(2 * 64 ** 3);
  expect(product?.roof?.share).toBeGreaterThan(0);
  expect(model?.elsewhere).toEqual([]);
  const { layers: inLayers = 0, inserted = 0, outside = 0 } = model?.shares ?? {};
  expect(inLayers + inserted + outside).toBeCloseTo(1, 9);
  expect(model?.kernelMs).toBeCloseTo(
    kernels.reduce((sum, { durationMs }) => sum + durationMs, 0),
    9,
  );
  // The peaks are the machine's and were kept: the next run does not measure them again.
  const table = await runLathe(args, { userDataFolder });
  expect(table.progress.join()).not.toContain('peak');
  expect(table.output).toMatch(/^MatMul.* +Gemm|^MatMul.* +\w*MatMul/m);
  expect(table.output).toMatch(/^Under the roof, the whole model reaches [\d.]+ GFLOP\/s at [\d.]+ FLOP\/byte/m);
  expect(table.output).toMatch(/^Sum of \d+ kernels: .*outside layers|overlap/m);
  const roofline = await runLathe(['roofline', '--json'], { userDataFolder });
  expect(machinePeaks.parse(roofline.json())).toEqual(peaks);
});

test('--device-only binds tensors through the C API, and the document says how it was measured', async () => {
  const run = await runLathe(['benchmark', mnistPath, '--runs', '6', '--device-only', '--json']);
  expect(run.json()).toMatchObject({
    options: {
      provider: 'cpu',
      threads: 1,
      streams: 1,
      backend: 'c-api',
      binding: 'device',
      graphOptimization: 'all',
      seed: 0,
      shapes: {},
      budget: { kind: 'exactly', runCount: 6 },
    },
    system: `${process.platform} ${process.arch}`,
    processor: { name: expect.any(String), logicalCpuCount: expect.any(Number), instructions: expect.any(Object) },
    versions: { lathe: expect.any(String), onnxruntime: expect.any(String), node: process.versions.node },
    variants: [{ backend: 'c-api', sha256: expect.stringMatching(/^[0-9a-f]{64}$/), gflops: expect.any(Number) }],
  });
});

test('bound tensors and the Node binding do not go together: wrong usage', async () => {
  const run = await runLathe(['benchmark', mnistPath, '--device-only', '--backend', 'node-binding']);
  expect(run.exitCode).toBe(2);
  expect(run.notes.join()).toContain('--backend c-api');
});

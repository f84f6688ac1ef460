import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
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
])('%s: wrong usage', async (_what, args) => {
  expect((await runLathe(['benchmark', ...args])).exitCode).toBe(2);
});

/**
 * GoogLeNet with local response normalization, in FP32 on one thread: as ONNX Runtime runs it with all of its optimizations
 * against what Lathe makes of it, and the same without the rule that writes LRN out.
 *
 *     npx tsx bench/lrn.ts [RUNS]
 *
 * The variants take turns in one run. Weights are random: the time does not depend on them.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchmark } from '../engine/benchmark/benchmark.ts';
import { renderTable } from '../engine/cli/table.ts';
import { withFactory } from '../engine/cli/with-factory.ts';
import { writeModel } from '../engine/files/write-model.ts';
import type { Graph } from '../engine/ir/graph.ts';
import { optimize } from '../engine/passes/optimize.ts';
import { modelOf } from '../engine/testing/run-graph.ts';
import { googlenetWithLrn } from './googlenet-with-lrn.ts';

const runCount = Number(process.argv[2] ?? 60);
const original = googlenetWithLrn();
const variants: Readonly<Record<string, Graph>> = {
  original,
  'without lower-lrn': optimize(original, { target: 'onnxruntime-cpu', disabledRules: ['lower-lrn'] }).graph,
  optimized: optimize(original, { target: 'onnxruntime-cpu' }).graph,
};

const folder = await mkdtemp(join(tmpdir(), 'lathe-bench-'));
try {
  const sources = await Promise.all(
    Object.entries(variants).map(async ([id, graph]) => {
      const path = join(folder, `${id}.onnx`);
      const { sizeBytes } = await writeModel(modelOf(graph), path);
      return { id, source: { kind: 'file', path } as const, sizeBytes };
    }),
  );
  await withFactory(async (factory) => {
    const result = await benchmark(
      sources,
      { provider: 'cpu', threads: 1, batch: 1, shapes: {}, budget: { kind: 'at-least', runCount, durationMs: 3000 } },
      { factory, signal: new AbortController().signal, onProgress: () => {} },
    );
    const medianOf = (id: string): number => {
      const found = result.variants.find((variant) => variant.id === id);
      return found?.status === 'measured' ? found.latencyMs.p50 : Number.NaN;
    };
    const rows = sources.map(({ id }) => [
      id,
      medianOf(id).toFixed(2),
      `${(medianOf('original') / medianOf(id)).toFixed(2)}x`,
    ]);
    process.stdout.write(`${renderTable(['GoogLeNet with LRN, FP32, 1 thread', 'median, ms', 'faster'], rows)}\n`);
    process.stdout.write(`${result.runCount} runs each in ${result.roundCount} interleaved rounds\n`);
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}

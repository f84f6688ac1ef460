/**
 * Layers before and after fusion, and the error of the rewritten model, for a folder of ONNX files:
 *
 *     npx tsx bench/topologies.ts FOLDER [TARGET]
 *
 * The rewritten FP32 model is exported and compared with the original on seeded random inputs, both with ONNX Runtime's own
 * optimization disabled, so that only Lathe's rewrites differ. Open dimensions beyond the batch get 16. The last column is the same
 * comparison for ONNX Runtime's own 'basic' optimization of the original: where that is low too, the network amplifies rounding.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccuracyAccumulator } from '../engine/accuracy/metrics.ts';
import { decodeOutputs, type OutputValues } from '../engine/accuracy/output-values.ts';
import { randomFeeds } from '../engine/benchmark/feeds.ts';
import { renderTable } from '../engine/cli/table.ts';
import { withFactory } from '../engine/cli/with-factory.ts';
import { writeModel } from '../engine/files/write-model.ts';
import { optimize } from '../engine/passes/optimize.ts';
import type { GraphOptimizationLevel, SessionFactory, SessionPort } from '../engine/runtime/session.ts';
import { targetNames } from '../engine/targets/targets.ts';
import { loadModel } from '../engine/workbench/load-model.ts';

const [folder = '.', wantedTarget = 'tensorrt'] = process.argv.slice(2);
const target = targetNames.find((name) => name === wantedTarget);
if (target === undefined) throw new Error(`The target is one of ${targetNames.join(', ')}`);

const OPEN_DIM = 16;

const scratch = await mkdtemp(join(tmpdir(), 'lathe-bench-'));
try {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.onnx')).sort();
  const rows: string[][] = [];
  await withFactory(async (factory) => {
    for (const file of files) rows.push(await examine(file, factory));
  });
  process.stdout.write(
    `${renderTable(['model', 'original', 'simplify', 'vertical', 'horizontal', 'concat', 'rewrite ms', 'SQNR dB', "runtime's own"], rows)}\n`,
  );
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function examine(file: string, factory: SessionFactory): Promise<string[]> {
  const path = join(folder, file);
  const loaded = await loadModel(path);
  const start = performance.now();
  const { graph, stages } = optimize(loaded.frozen, { target: target ?? 'portable' });
  const elapsedMs = performance.now() - start;
  const output = join(scratch, file);
  await writeModel({ ...loaded.model, graph }, output);
  const reference = await outputsOf(path, 'disabled', factory);
  const rewritten = sqnrDb(reference, await outputsOf(output, 'disabled', factory));
  const runtimeOwn = sqnrDb(reference, await outputsOf(path, 'basic', factory));
  for (const written of await readdir(scratch)) await rm(join(scratch, written), { force: true });
  const row = [
    file,
    ...stages.map(({ layerCount }) => String(layerCount)),
    elapsedMs.toFixed(0),
    rewritten.toFixed(1),
    runtimeOwn.toFixed(1),
  ];
  process.stderr.write(`${row.join('  ')}\n`);
  return row;
}

async function outputsOf(
  path: string,
  graphOptimization: GraphOptimizationLevel,
  factory: SessionFactory,
): Promise<readonly OutputValues[]> {
  const session = await factory.open({ kind: 'file', path }, { provider: 'cpu', threads: 0, graphOptimization });
  try {
    const { feeds } = randomFeeds(session.inputs, { shapes: shapesOf(session.inputs), seed: 1 });
    return decodeOutputs(await session.run(feeds), session.outputs);
  } finally {
    await session.close();
  }
}

function sqnrDb(reference: readonly OutputValues[], outputs: readonly OutputValues[]): number {
  const accumulator = new AccuracyAccumulator();
  accumulator.add({ reference, outputs, batch: 1, validCount: 1, labels: undefined });
  return accumulator.tally().sqnrDb;
}

function shapesOf(inputs: readonly SessionPort[]): Record<string, readonly number[]> {
  const closed = (dim: SessionPort['dims'][number], axis: number) =>
    typeof dim === 'number' ? dim : axis === 0 ? 1 : OPEN_DIM;
  return Object.fromEntries(inputs.map(({ name, dims }) => [name, dims.map(closed)]));
}

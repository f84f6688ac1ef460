import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportOnnx } from '../../export/export-onnx.ts';
import { importOnnx } from '../../importers/onnx/import-onnx.ts';
import type { Graph } from '../../ir/graph.ts';
import { topologicalOrder } from '../../ir/query.ts';
import { loadLibrary } from '../../runtime/node-binding/library.ts';
import { modelOf } from '../../testing/run-graph.ts';

/** The operators that ONNX Runtime's CPU provider executes for a graph after all of its own optimizations, in order. */
export async function executedOperators(graph: Graph): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lathe-operators-'));
  const path = join(folder, 'optimized.onnx');
  try {
    const library = await loadLibrary();
    const session = await library.InferenceSession.create(exportOnnx(modelOf(graph)), {
      graphOptimizationLevel: 'all',
      executionProviders: ['cpu'],
      optimizedModelFilePath: path,
    });
    await session.release();
    const optimized = importOnnx(new Uint8Array(await readFile(path))).model.graph;
    return topologicalOrder(optimized).map(({ opType }) => opType);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportOnnx } from '../export/export-onnx.ts';
import { importOnnx } from '../importers/onnx/import-onnx.ts';
import type { Graph } from '../ir/graph.ts';
import { loadLibrary } from '../runtime/node-binding/library.ts';
import { modelOf } from './run-graph.ts';

/** What ONNX Runtime's CPU provider makes of a graph with all its own optimizations on. */
export async function optimizedByRuntime(graph: Graph): Promise<Graph> {
  const library = await loadLibrary();
  const folder = await mkdtemp(join(tmpdir(), 'lathe-test-'));
  const optimizedModelFilePath = join(folder, 'optimized.onnx');
  try {
    const session = await library.InferenceSession.create(exportOnnx(modelOf(graph)), {
      graphOptimizationLevel: 'all',
      optimizedModelFilePath,
      logSeverityLevel: 3,
    });
    await session.release();
    return importOnnx(await readFile(optimizedModelFilePath)).model.graph;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

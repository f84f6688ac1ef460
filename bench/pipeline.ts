/**
 * What rewriting costs: of a model against ONNX Runtime's own session creation with all of its optimizations, and of chains
 * of residual blocks against their length.
 *
 *     npx tsx bench/pipeline.ts MODEL [NAME=1x128 ...]
 *
 * Rounds of the two are interleaved, and medians printed. Opening the model is measured apart: both have to read it. Memory is what
 * the rewriting added to the heap at its end, after a collection, and the size of the graph as it was before.
 */

import { parseShapes } from '../engine/cli/shape-option.ts';
import { renderTable } from '../engine/cli/table.ts';
import { withFactory } from '../engine/cli/with-factory.ts';
import { optimize } from '../engine/passes/optimize.ts';
import type { TargetName } from '../engine/targets/target.ts';
import { loadModel } from '../engine/workbench/load-model.ts';
import { residualChain } from './residual-chain.ts';

const target: TargetName = 'onnxruntime-cpu';
const ROUNDS = 5;

const [path, ...shapeTexts] = process.argv.slice(2);
if (path !== undefined) await compareWithSession(path);
printChains();

async function compareWithSession(modelPath: string): Promise<void> {
  const shapes = parseShapes(shapeTexts);
  const [opened, rewritten, prepared]: [number[], number[], number[]] = [[], [], []];
  await withFactory(async (factory) => {
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      const { frozen } = await loadModel(modelPath, { shapes });
      const loaded = performance.now();
      optimize(frozen, { target });
      opened.push(loaded - start);
      rewritten.push(performance.now() - loaded);
      const session = await factory.open(
        { kind: 'file', path: modelPath },
        { provider: 'cpu', threads: 1, graphOptimization: 'all' },
      );
      prepared.push(session.loadMs);
      await session.close();
    }
  });
  const ratio = medianOf(rewritten) / medianOf(prepared);
  print(
    ['opening, ms', 'rewriting, ms', "ONNX Runtime's session, ms", 'rewriting / session'],
    [[medianOf(opened), medianOf(rewritten), medianOf(prepared)].map(toText).concat(ratio.toFixed(2))],
  );
}

function printChains(): void {
  const rows = [1_000, 10_000, 50_000].map((nodeCount) => {
    const before = heapBytes();
    const graph = residualChain(nodeCount);
    const graphBytes = heapBytes() - before;
    const start = performance.now();
    const { graph: after, stages } = optimize(graph, { target });
    const elapsedMs = performance.now() - start;
    const addedBytes = heapBytes() - before - graphBytes;
    return [
      toText(graph.nodes.size),
      toText(stages.at(-1)?.layerCount ?? after.nodes.size),
      toText(elapsedMs),
      toText(graphBytes / 2 ** 20),
      `${toText(addedBytes / 2 ** 20)} (${(addedBytes / graphBytes).toFixed(1)}x)`,
    ];
  });
  print(['nodes', 'layers after', 'rewriting, ms', 'graph, MiB', 'added, MiB'], rows);
}

/** Bytes in use; exact only where node was started with --expose-gc. */
function heapBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function toText(value: number): string {
  return value.toFixed(0);
}

function print(head: readonly string[], rows: readonly string[][]): void {
  process.stdout.write(`${renderTable(head, rows)}\n\n`);
}

/**
 * How many of the layers that Lathe plans for ONNX Runtime's CPU provider the runtime's own optimized graph has:
 *
 *     npx tsx bench/confirmation.ts MODEL... [NAME=1x128 ...]
 *
 * The rewritten model is given to ONNX Runtime with all of its optimizations, and the graph that it writes is mapped back.
 */
import { parseShapes } from '../engine/cli/shape-option.ts';
import { renderTable } from '../engine/cli/table.ts';
import { withFactory } from '../engine/cli/with-factory.ts';
import { confirmLayers } from '../engine/workbench/confirm-layers.ts';
import { loadModel } from '../engine/workbench/load-model.ts';
import { rewriteModel } from '../engine/workbench/rewrite-model.ts';

const paths = process.argv.slice(2).filter((argument) => !argument.includes('='));
const shapes = parseShapes(process.argv.slice(2).filter((argument) => argument.includes('=')));

const rows: string[][] = [];
await withFactory(async (factory) => {
  const services = { factory, signal: new AbortController().signal, onProgress: () => {} };
  for (const path of paths) {
    const loaded = await loadModel(path, { shapes });
    const rewritten = rewriteModel(loaded, { target: 'onnxruntime-cpu' });
    const { counts, layers, inserted } = await confirmLayers(loaded, rewritten, { shapes }, services);
    const share = ((100 * counts.confirmed) / layers.length).toFixed(1);
    const insertedCount = inserted.reduce((sum, { count }) => sum + count, 0);
    const { confirmed, split, fused, removed } = counts;
    const row = [loaded.name, layers.length, confirmed, `${share} %`, split, fused, removed, insertedCount];
    rows.push(row.map(String));
    process.stderr.write(`${row.join('  ')}\n`);
  }
});
process.stdout.write(
  `${renderTable(['model', 'layers', 'confirmed', 'share', 'split', 'fused with others', 'removed', 'inserted'], rows)}\n`,
);

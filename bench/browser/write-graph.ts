/**
 * Writes a generated model of so many nodes, for measuring how a graph of its size opens and moves:
 *
 *     npx tsx bench/browser/write-graph.ts NODES FILE.onnx [residual|transformer]
 *
 * 'residual' is a chain of residual blocks, one deep column without parts; 'transformer', the default, an encoder with parts in parts, as PyTorch names them.
 */
import { writeFile } from 'node:fs/promises';
import { exportOnnx } from '../../engine/export/export-onnx.ts';
import type { Graph } from '../../engine/ir/graph.ts';
import { residualChain } from '../residual-chain.ts';
import { scopedTransformer } from '../scoped-transformer.ts';

const generators = new Map<string, (nodeCount: number) => Graph>([
  ['residual', residualChain],
  ['transformer', scopedTransformer],
]);

const [count = '', path, kind = 'transformer'] = process.argv.slice(2);
const generate = generators.get(kind);
if (!/^\d+$/.test(count) || path === undefined || generate === undefined)
  throw new Error('Usage: npx tsx bench/browser/write-graph.ts NODES FILE.onnx [residual|transformer]');
const graph = generate(Number(count));
await writeFile(
  path,
  exportOnnx({
    graph,
    irVersion: 10,
    producerName: 'lathe-bench',
    producerVersion: '',
    domain: '',
    modelVersion: 0n,
    docString: '',
    metadata: new Map(),
    carried: { trainingInfo: [], functions: [], configurations: [] },
  }),
);
process.stdout.write(`${path}: ${graph.nodes.size} nodes\n`);

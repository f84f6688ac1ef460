import { exportOnnx } from '../export/export-onnx.ts';
import { isDataType } from '../ir/data-type.ts';
import type { Graph, Model } from '../ir/graph.ts';
import { type Tensor, tensorBytes, tensorOfBytes } from '../ir/tensor.ts';
import { loadLibrary } from '../runtime/node-binding/library.ts';
import { toBindingTensor } from '../runtime/node-binding/tensors.ts';

/** A graph with the smallest file around it. */
export const modelOf = (graph: Graph): Model => ({
  graph,
  irVersion: 8,
  producerName: '',
  producerVersion: '',
  domain: '',
  modelVersion: 0n,
  docString: '',
  metadata: new Map(),
  carried: { functions: [], trainingInfo: [], configurations: [] },
});

/** Runs a graph in this process, through export, with ONNX Runtime's own graph optimizations off. Outputs in the graph's order. */
export async function runGraph(graph: Graph, feeds: ReadonlyMap<string, Tensor>): Promise<readonly Tensor[]> {
  const library = await loadLibrary();
  const session = await library.InferenceSession.create(exportOnnx(modelOf(graph)), {
    graphOptimizationLevel: 'disabled',
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
  });
  try {
    const wanted = new Set(session.inputNames);
    const inputs = [...feeds]
      .filter(([name]) => wanted.has(name))
      .map(([name, { dataType, dims, ...tensor }]) => {
        const data = tensorBytes({ dataType, dims, ...tensor });
        return [name, toBindingTensor(library, { dataType, dims, data })] as const;
      });
    const results = await session.run(Object.fromEntries(inputs));
    return session.outputNames.map((name) => {
      const result = results[name];
      if (!result || Array.isArray(result.data) || !isDataType(result.type))
        throw new TypeError(`${name} is no tensor of numbers`);
      const { buffer, byteOffset, byteLength } = result.data;
      return tensorOfBytes(result.type, result.dims, new Uint8Array(buffer, byteOffset, byteLength).slice());
    });
  } finally {
    await session.release();
  }
}

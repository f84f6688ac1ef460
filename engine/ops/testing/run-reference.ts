import { exportOnnx } from '../../export/export-onnx.ts';
import { isDataType } from '../../ir/data-type.ts';
import type { Graph } from '../../ir/graph.ts';
import { requireValue } from '../../ir/query.ts';
import { type Tensor, tensorOfBytes } from '../../ir/tensor.ts';
import { loadLibrary } from '../../runtime/node-binding/library.ts';

/** The outputs of a graph without inputs, from ONNX Runtime with its own graph optimizations off. */
export async function runReference(graph: Graph): Promise<readonly Tensor[]> {
  const library = await loadLibrary();
  const bytes = exportOnnx({
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
  const session = await library.InferenceSession.create(bytes, {
    graphOptimizationLevel: 'disabled',
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
  });
  try {
    const results = await session.run({});
    return graph.outputs.map((id) => {
      const result = results[requireValue(graph, id).name];
      if (!result || Array.isArray(result.data) || !isDataType(result.type))
        throw new TypeError('Not a numeric tensor');
      const { buffer, byteOffset, byteLength } = result.data;
      return tensorOfBytes(result.type, result.dims, new Uint8Array(buffer, byteOffset, byteLength).slice());
    });
  } finally {
    await session.release();
  }
}

import { join } from 'node:path';
import { writeModel } from '../../engine/files/write-model.ts';
import { convertHalf } from '../../engine/precision/convert-half.ts';
import { float16 } from '../../engine/precision/half/half-format.ts';
import { loadModel } from '../../engine/workbench/load-model.ts';
import { rewriteModel } from '../../engine/workbench/rewrite-model.ts';

/** Writes a network as Lathe rewrites it for CUDA, with fixed shapes, in FP16 up to its inputs and outputs. */
export async function buildFloat16(
  path: string,
  shapes: Readonly<Record<string, readonly number[]>>,
  enabledRules: readonly string[],
  folder: string,
): Promise<{ readonly path: string; readonly sizeBytes: number }> {
  const loaded = await loadModel(path, { shapes });
  const { graph } = rewriteModel(loaded, { target: 'onnxruntime-cuda', precision: 'fp16', enabledRules });
  const converted = convertHalf(graph, float16, { io: 'half' });
  const name = [loaded.name.replace('.onnx', ''), ...Object.values(shapes).map(([batch]) => batch), ...enabledRules];
  return writeModel({ ...loaded.model, graph: converted.graph }, join(folder, `${name.join('-')}.onnx`));
}

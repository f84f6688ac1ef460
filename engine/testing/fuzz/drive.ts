import { WorkbenchError } from '../../errors.ts';
import { exportFiles } from '../../export/export-onnx.ts';
import { importOnnx } from '../../importers/onnx/import-onnx.ts';
import type { Graph } from '../../ir/graph.ts';
import { type Tensor, tensorByteLength } from '../../ir/tensor.ts';
import { targetNames } from '../../targets/targets.ts';
import { previewTensor } from '../../view/tensor-preview.ts';
import { compareGraphs } from '../../workbench/compare-graphs.ts';
import { loadModel } from '../../workbench/load-model.ts';
import { rewriteModel } from '../../workbench/rewrite-model.ts';
import { summarizeModel } from '../../workbench/summarize-model.ts';
import { concatenate } from './wire-tree.ts';

/** What became of a file. */
export type Outcome =
  | { readonly kind: 'graph'; readonly warnings: readonly string[] }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'defect'; readonly stage: string; readonly message: string; readonly stack: string };

const PREVIEWS = 8;
/** Files this large are a matter of patience. */
const EXPORT_LIMIT_BYTES = 2 ** 26;

/** Takes a model file through all that happens when somebody opens it, looks at it and exports it. */
export async function drive(path: string, index: number): Promise<Outcome> {
  let stage = 'import';
  try {
    const missingWeights = index % 2 === 0 ? 'random' : 'absent';
    const loaded = await loadModel(path, { missingWeights });
    stage = 'summary';
    const summary = summarizeModel(loaded);
    const unforeseen = summary.diagnostics.find(({ code }) => code === 'types.inference-failed');
    if (unforeseen) return { kind: 'defect', stage, message: unforeseen.message, stack: '' };
    stage = 'rewrite';
    const target = targetNames[index % targetNames.length] ?? 'portable';
    const rewritten = rewriteModel(loaded, { target });
    stage = 'view';
    JSON.stringify(compareGraphs(loaded, rewritten));
    stage = 'preview';
    for (const tensor of [...rewritten.graph.initializers.values()].slice(0, PREVIEWS))
      if (tensorByteLength(tensor) <= EXPORT_LIMIT_BYTES) preview(tensor);
    for (const [name, graph] of [
      ['imported', loaded.model.graph],
      ['rewritten', rewritten.graph],
    ] as const) {
      stage = `export of the ${name} graph`;
      if (loaded.model.defect !== undefined) continue;
      const bytes = exportBytes(loaded.model, graph);
      stage = `import of the ${name} and exported graph`;
      if (bytes) requireImportable(bytes);
    }
    return { kind: 'graph', warnings: summary.diagnostics.map(({ code }) => code) };
  } catch (error) {
    if (error instanceof WorkbenchError) return { kind: 'refused', code: error.code };
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'defect', stage, message: message.slice(0, 500), stack: stack.slice(0, 4000) };
  }
}

/** Weights that a network came without are no reason to look no further. */
function preview(tensor: Tensor): void {
  try {
    previewTensor('', tensor);
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
  }
}

function exportBytes(model: Parameters<typeof exportFiles>[0], graph: Graph): Uint8Array | undefined {
  const files = exportFiles({ ...model, graph });
  return files.modelByteLength > EXPORT_LIMIT_BYTES ? undefined : concatenate([...files.model()]);
}

/** What Lathe writes, Lathe opens. */
function requireImportable(bytes: Uint8Array): void {
  try {
    importOnnx(bytes);
  } catch (error) {
    if (error instanceof WorkbenchError) throw new Error(`The exported file is refused: ${error.message}`);
    throw error;
  }
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importOnnx } from '../importers/onnx/import-onnx.ts';
import { applyPatch } from '../ir/apply-patch.ts';
import type { Graph } from '../ir/graph.ts';
import { inferTypes } from '../ops/infer-types.ts';
import { freezeInitializers } from '../passes/freeze-initializers.ts';

/** Models too large to ship lie beside the repository; tests that need them are skipped where they are absent. */
const folder = join(import.meta.dirname, '../../../shared/models');

export const sharedModelsArePresent = existsSync(folder);

/** A model's graph, ready for `optimize`. Its external weights are taken to exist, and must not be read. */
export function readSharedGraph(path: string): Graph {
  const { model } = importOnnx(readFileSync(join(folder, path)), {
    byteLengthOf: () => Number.MAX_SAFE_INTEGER,
    read: () => {
      throw new Error('A weight was read');
    },
  });
  const patch = freezeInitializers(model.graph);
  return inferTypes(patch ? applyPatch(model.graph, patch) : model.graph);
}

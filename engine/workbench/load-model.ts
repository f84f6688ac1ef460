import { basename } from 'node:path';
import type { Diagnostic } from '../errors.ts';
import { readModelFile } from '../files/read-model-file.ts';
import { applyPatch } from '../ir/apply-patch.ts';
import type { Graph, Model } from '../ir/graph.ts';
import { requireValue } from '../ir/query.ts';
import { inferTypes } from '../ops/infer-types.ts';
import { freezeInitializers } from '../passes/freeze-initializers.ts';
import { unknownInput } from './errors.ts';

/** A model as everything after the importer wants it. */
export interface LoadedModel {
  /** The file's name. */
  readonly name: string;
  readonly path: string;
  readonly format: string;
  readonly sizeBytes: number;
  /** Files that belong to the model and are never written. */
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** As imported, with the types that follow from its operators. */
  readonly model: Model;
  /** The graph that rewrites start from: weights that are inputs too are constants here. */
  readonly frozen: Graph;
}

export interface LoadOptions {
  /** Fixed dims by input name; replaces what the file declares. */
  readonly shapes?: ReadonlyMap<string, readonly number[]>;
  /** What to call it; the file's name by default. */
  readonly name?: string;
  readonly signal?: AbortSignal;
}

/** Opens a model file. Weights stay on disk or in the file's bytes. Errors: file.*, onnx.*, model.unknown-input. */
export async function loadModel(path: string, options: LoadOptions = {}): Promise<LoadedModel> {
  const file = await readModelFile(path, options.signal);
  const shapes = options.shapes ?? new Map();
  requireInputs(file.model.graph, shapes.keys());
  const graph = inferTypes(file.model.graph, { inputShapes: shapes });
  const freeze = freezeInitializers(graph);
  return {
    name: options.name ?? basename(path),
    path,
    format: file.format,
    sizeBytes: file.sizeBytes,
    files: file.files,
    diagnostics: file.diagnostics,
    model: { ...file.model, graph },
    frozen: freeze ? applyPatch(graph, freeze) : graph,
  };
}

function requireInputs(graph: Graph, names: Iterable<string>): void {
  const known = graph.inputs.map((id) => requireValue(graph, id).name);
  for (const name of names) if (!known.includes(name)) throw unknownInput(name, known);
}

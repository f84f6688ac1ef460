import { basename } from 'node:path';
import { sizesFromShapes } from '../benchmark/input-dims.ts';
import type { Diagnostic } from '../errors.ts';
import { type ModelFormat, type ReadOptions, readModelFile } from '../files/read-model-file.ts';
import type { WeightOrigin } from '../importers/weight-origin.ts';
import { applyPatch } from '../ir/apply-patch.ts';
import type { Graph, Model } from '../ir/graph.ts';
import { limitDiagnostics } from '../limit-diagnostics.ts';
import { inferTypesWithDiagnostics } from '../ops/infer-types.ts';
import { freezeInitializers } from '../passes/freeze-initializers.ts';
import { sessionPortsOf } from './session-ports.ts';

/** A model as everything after the importer wants it. */
export interface LoadedModel {
  /** The file's name. */
  readonly name: string;
  readonly path: string;
  readonly format: ModelFormat;
  readonly sizeBytes: number;
  /** Files that belong to the model and are never written. */
  readonly files: readonly string[];
  /** Where its weights are from; 'random' and 'absent' make it an architecture without meaning. */
  readonly weights: WeightOrigin;
  /** Of the file. */
  readonly diagnostics: readonly Diagnostic[];
  /** Of the types that follow, with the shapes that it has now. */
  readonly typeDiagnostics: readonly Diagnostic[];
  /** As imported, with the types that follow from its operators. */
  readonly model: Model;
  /** The graph that rewrites start from: weights that are inputs too are constants here. */
  readonly frozen: Graph;
}

export interface LoadOptions extends Omit<ReadOptions, 'shapes'> {
  /** Dims by input name, in place of those that the file leaves open. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  /** What to call it; the file's name by default. */
  readonly name?: string;
}

/** Opens a model file. Weights stay on disk or in the file's bytes. Errors: file.*, onnx.*, those of sizesFromShapes. */
export async function loadModel(path: string, options: LoadOptions = {}): Promise<LoadedModel> {
  const file = await readModelFile(path, options);
  return {
    name: options.name ?? basename(path),
    path,
    format: file.format,
    sizeBytes: file.sizeBytes,
    files: file.files,
    weights: file.weights,
    diagnostics: file.diagnostics,
    ...shapedAs(file.model, options.shapes ?? {}),
  };
}

/** The same model with these dims in place of those that it leaves open. Errors: those of sizesFromShapes. */
export const withShapes = (loaded: LoadedModel, shapes: Readonly<Record<string, readonly number[]>>): LoadedModel => ({
  ...loaded,
  ...shapedAs(loaded.model, shapes),
});

function shapedAs(
  model: Model,
  shapes: Readonly<Record<string, readonly number[]>>,
): Pick<LoadedModel, 'model' | 'frozen' | 'typeDiagnostics'> {
  // Where other shapes are asked for, what the file declares of them is no news.
  const isOfTheFile = ({ code }: Diagnostic) => Object.keys(shapes).length === 0 || code !== 'types.contradiction';
  // Dims that contradict the model would give a model that cannot run.
  sizesFromShapes(sessionPortsOf(model.graph), shapes);
  const { graph, diagnostics } = inferTypesWithDiagnostics(model.graph, {
    inputShapes: new Map(Object.entries(shapes)),
  });
  const freeze = freezeInitializers(graph);
  return {
    model: { ...model, graph },
    frozen: freeze ? applyPatch(graph, freeze) : graph,
    typeDiagnostics: limitDiagnostics(diagnostics.filter(isOfTheFile)),
  };
}

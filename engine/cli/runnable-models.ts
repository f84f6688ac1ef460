import { join } from 'node:path';
import { type LoadedModel, type LoadOptions, loadModel } from '../workbench/load-model.ts';
import { runnableFile } from '../workbench/runnable-file.ts';
import type { CommandIo, ParsedArguments } from './command.ts';
import type { ModelArgument } from './model-arguments.ts';
import { noteWeights, readWeightOptions, requireWeightsTaken } from './weight-options.ts';

/** A model of a command line, and the file of it that the runtime loads. */
export interface RunnableModel {
  readonly name: string;
  readonly loaded: LoadedModel;
  /** The model's own file, or what it was imported as. */
  readonly path: string;
}

/**
 * Opens models with the weights that the command line says, and writes those that the runtime cannot load into folders of their own.
 * The importer says what is wrong with a file more plainly than the runtime. Errors: those of loadModel and runnableFile.
 */
export async function openRunnable(
  models: readonly ModelArgument[],
  parsed: ParsedArguments,
  { folder, shapes = {} }: { readonly folder: string } & Pick<LoadOptions, 'shapes'>,
  io: CommandIo,
): Promise<readonly RunnableModel[]> {
  const weights = readWeightOptions(parsed, io);
  const opened: RunnableModel[] = [];
  for (const [index, { name, path }] of models.entries()) {
    const loaded = await loadModel(path, { ...weights, name, shapes, signal: io.signal });
    noteWeights(loaded, io);
    const runnable = await runnableFile(loaded, join(folder, String(index)), io.signal);
    opened.push({ name, loaded, path: runnable.path });
  }
  requireWeightsTaken(
    weights.weightsPath,
    opened.map(({ loaded }) => loaded),
  );
  return opened;
}

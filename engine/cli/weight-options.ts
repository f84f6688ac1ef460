import type { LoadedModel, LoadOptions } from '../workbench/load-model.ts';
import { type CommandIo, type ParsedArguments, resolvePath, UsageError } from './command.ts';

/** Options of every command that opens a model: where a network without weights of its own gets them. */
export const weightOptions = {
  weights: { type: 'string' },
  'random-weights': { type: 'boolean' },
} as const;

export const weightUsage = `  --weights FILE      the .caffemodel of a .prototxt, where it is not found beside it
  --random-weights    made-up weights for those that are missing: for speed, not for accuracy`;

export function readWeightOptions(
  parsed: ParsedArguments,
  io: CommandIo,
): Pick<LoadOptions, 'weightsPath' | 'missingWeights'> {
  const path = parsed.text('weights');
  return {
    ...(path !== undefined && { weightsPath: resolvePath(io, path) }),
    ...(parsed.flag('random-weights') && { missingWeights: 'random' as const }),
  };
}

/** Refuses weights that no model takes. Errors: UsageError. */
export function requireWeightsTaken(weightsPath: string | undefined, models: readonly LoadedModel[]): void {
  if (weightsPath === undefined || models.some(({ files }) => files.includes(weightsPath))) return;
  throw new UsageError('--weights is for a Caffe network (.prototxt), and no such MODEL is named');
}

/** Says of a model whose weights are not its own what its results are worth. */
export function noteWeights({ name, weights, diagnostics }: LoadedModel, io: CommandIo): void {
  if (weights === 'stored') return;
  for (const { code, message } of diagnostics) if (code.startsWith('model.')) io.note(`${name}: ${message}`);
}

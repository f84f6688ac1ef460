import { basename } from 'node:path';
import type { WorkbenchError } from '../errors.ts';
import { type CommandIo, type ParsedArguments, resolvePath, UsageError } from './command.ts';

/** A model named on a command line that takes several. */
export interface ModelArgument {
  /** Absolute. */
  readonly path: string;
  /** How results call it: its file's name, or as it was written where two files have one name; a repeated one is numbered. */
  readonly name: string;
}

/** The models of a command that takes one or more. Their names differ from each other. */
export function requireModels({ positionals }: ParsedArguments, io: CommandIo): readonly ModelArgument[] {
  if (positionals.length === 0) throw new UsageError('MODEL is missing');
  const baseNames = positionals.map((written) => basename(written));
  return positionals.map((written, index) => {
    const baseName = basename(written);
    const isUnique = baseNames.every((other, at) => at === index || other !== baseName);
    const earlierCount = positionals.slice(0, index).filter((other) => other === written).length;
    const name = isUnique ? baseName : written;
    return { path: resolvePath(io, written), name: earlierCount === 0 ? name : `${name} (${earlierCount + 1})` };
  });
}

export interface ModelFailure {
  readonly name: string;
  readonly error: WorkbenchError;
}

/** Ends a command whose results are out if some model has none: notes why for each but the last, whose error is thrown and noted by `main`. */
export function requireNoFailure(failures: readonly ModelFailure[], io: CommandIo): void {
  const errors = [...new Map(failures.map(({ error }) => [error.message, error])).values()];
  const last = errors.pop();
  for (const { message } of errors) io.note(message);
  if (last) throw last;
}

/** Failures as `--json` shows them. */
export const toFailureJson = ({ name, error }: ModelFailure) => ({
  model: name,
  code: error.code,
  message: error.message,
});

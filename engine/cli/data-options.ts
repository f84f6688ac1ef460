import { presetNames } from '../accuracy/preprocess.ts';
import type { DataSpec } from '../api/contract.ts';
import { type CommandIo, type ParsedArguments, resolvePath } from './command.ts';

/** The options that describe a data source, for commands that read one. */
export const dataOptions = {
  labels: { type: 'string' },
  preprocess: { type: 'string' },
  'label-offset': { type: 'string' },
  limit: { type: 'string' },
} as const;

export const dataUsage = `  --labels FILE       labels, where they are not found beside the data
  --preprocess P      ${presetNames.join(', ')}, or a JSON file (none)
  --label-offset N    added to every label (0)
  --limit N           only the first N samples`;

const maxLabelOffset = 1000;

/** The data source at `path` with the options that go with it. A preset's name wins over a file of that name. */
export function readDataSpec(parsed: ParsedArguments, path: string, io: CommandIo): DataSpec {
  const preprocess = parsed.text('preprocess') ?? 'none';
  const isPreset = presetNames.some((name) => name === preprocess);
  const labels = parsed.text('labels');
  const limit = parsed.count('limit', { min: 1 });
  return {
    path: resolvePath(io, path),
    preprocess: isPreset ? preprocess : resolvePath(io, preprocess),
    labelOffset: parsed.count('label-offset', { min: -maxLabelOffset, max: maxLabelOffset }) ?? 0,
    ...(labels !== undefined && { labelsPath: resolvePath(io, labels) }),
    ...(limit !== undefined && { limit }),
  };
}

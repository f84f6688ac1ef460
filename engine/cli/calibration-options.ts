import type { CalibrationSpec, DataSpec } from '../api/contract.ts';
import { type CommandIo, type ParsedArguments, resolvePath, UsageError } from './command.ts';
import { readDataSpec } from './data-options.ts';

const methods = ['entropy', 'min-max', 'moving-average', 'percentile', 'mse'] as const;

/** The options that describe how INT8 is calibrated. */
export const calibrationOptions = {
  calibrate: { type: 'string' },
  calibration: { type: 'string' },
  percentile: { type: 'string' },
  'calibration-cache': { type: 'string' },
} as const;

export const calibrationUsage = `  --calibrate DATA    typical inputs for int8 and mixed, or 'random' for speed experiments with int8 only
  --calibration M     ${methods.join(', ')} (entropy)
  --percentile P      of magnitudes inside the range, for --calibration percentile (99.99)
  --calibration-cache FILE   ranges from a calibration cache of TensorRT 10 or older, instead of data`;

/** What INT8 is calibrated with; undefined without --calibrate and --calibration-cache. */
export function readCalibration(parsed: ParsedArguments, io: CommandIo): CalibrationSpec | undefined {
  const path = parsed.text('calibrate');
  const method = parsed.choice('calibration', methods, 'entropy');
  const percentile = readPercentile(parsed.text('percentile'));
  if (percentile !== undefined && method !== 'percentile')
    throw new UsageError('--percentile is for --calibration percentile');
  const cache = parsed.text('calibration-cache');
  if (cache !== undefined) {
    if (path !== undefined) throw new UsageError('--calibrate and --calibration-cache exclude each other');
    return { data: { tensorrtCache: resolvePath(io, cache) }, method };
  }
  if (path === undefined) return undefined;
  return {
    data: path === 'random' ? 'random' : readSamples(parsed, path, io),
    method,
    ...(percentile !== undefined && { percentile }),
  };
}

/** With data to judge by, as for mixed precision, the labels given are of that. */
function readSamples(parsed: ParsedArguments, path: string, io: CommandIo): DataSpec {
  const { labelsPath, ...data } = readDataSpec(parsed, path, io);
  return labelsPath === undefined || parsed.text('data') !== undefined ? data : { ...data, labelsPath };
}

function readPercentile(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const percentile = Number(text);
  if (!(percentile >= 90 && percentile <= 100)) throw new UsageError('--percentile takes a number from 90 to 100');
  return percentile;
}

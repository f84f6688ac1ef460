import type { CalibrationSpec, DataSpec } from '../api/contract.ts';
import { type CommandIo, type ParsedArguments, resolvePath, UsageError } from './command.ts';
import { readDataSpec } from './data-options.ts';

const methods = ['auto', 'entropy', 'min-max', 'moving-average', 'percentile', 'mse'] as const;

/** The options that describe how INT8 is calibrated. */
export const calibrationOptions = {
  calibrate: { type: 'string' },
  calibration: { type: 'string' },
  percentile: { type: 'string' },
  'calibration-cache': { type: 'string' },
  symmetric: { type: 'boolean' },
  'weight-range': { type: 'string' },
  equalize: { type: 'string' },
  'bias-correction': { type: 'string' },
} as const;

export const calibrationUsage = `  --calibrate DATA    typical inputs for int8 and mixed, or 'random' for speed experiments with int8 only;
                      fp16 keeps in float32 what comes near its range on them
  --calibration M     ${methods.join(', ')}
                      (auto: what keeps most of the answers on the first of the samples, measured)
  --percentile P      of magnitudes inside the range, for --calibration percentile (99.99)
  --calibration-cache FILE   ranges from a calibration cache of TensorRT 10 or older, instead of data
  --symmetric         real 0 in the middle of activations of both signs
  --weight-range R    largest or least-squares: of a channel's weights, all or what loses least (largest)
  --equalize S        on or off: even out the ranges of channels before they share one (on)
  --bias-correction S on or off: biases take back what rounding weights adds on average (on)`;

/** What INT8 is calibrated with; undefined without --calibrate and --calibration-cache. */
export function readCalibration(parsed: ParsedArguments, io: CommandIo): CalibrationSpec | undefined {
  const path = parsed.text('calibrate');
  const method = parsed.choice('calibration', methods, 'auto');
  const percentile = readPercentile(parsed.text('percentile'));
  if (percentile !== undefined && method !== 'percentile')
    throw new UsageError('--percentile is for --calibration percentile');
  const cache = parsed.text('calibration-cache');
  if (cache !== undefined) {
    if (path !== undefined) throw new UsageError('--calibrate and --calibration-cache exclude each other');
    return { data: { tensorrtCache: resolvePath(io, cache) }, method, ...readScheme(parsed) };
  }
  if (path === undefined) return undefined;
  return {
    data: path === 'random' ? 'random' : readSamples(parsed, path, io),
    method,
    ...(percentile !== undefined && { percentile }),
    ...readScheme(parsed),
  };
}

/** What was chosen; the rest is left to the engine. */
function readScheme(
  parsed: ParsedArguments,
): Pick<CalibrationSpec, 'symmetry' | 'weightRange' | 'equalize' | 'biasCorrection'> {
  const chosen = <T extends string>(name: string, choices: readonly T[]) => {
    const choice = parsed.choice(name, ['auto', ...choices], 'auto');
    return choice === 'auto' ? undefined : choices.find((candidate) => candidate === choice);
  };
  const [equalize, biasCorrection] = [chosen('equalize', ['on', 'off']), chosen('bias-correction', ['on', 'off'])];
  const weightRange = chosen('weight-range', ['largest', 'least-squares']);
  return {
    ...(parsed.flag('symmetric') && { symmetry: 'symmetric' as const }),
    ...(weightRange && { weightRange }),
    ...(equalize && { equalize: equalize === 'on' }),
    ...(biasCorrection && { biasCorrection: biasCorrection === 'on' }),
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

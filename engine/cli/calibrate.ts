import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAtomically } from '../files/write-atomically.ts';
import { requireWritable } from '../files/write-model.ts';
import { requireValue } from '../ir/query.ts';
import { printTensorrtCache, toTensorrtScales } from '../precision/calibration/tensorrt-cache.ts';
import { calibrateModel } from '../workbench/calibrate-model.ts';
import { floatValuesOf } from '../workbench/float-values.ts';
import { loadModel } from '../workbench/load-model.ts';
import { calibrationOptions, calibrationUsage, readCalibration } from './calibration-options.ts';
import { calibrationsOf } from './calibrations-of.ts';
import { type Command, parseArguments, requireOne, resolvePath, UsageError } from './command.ts';
import { dataOptions, dataUsage } from './data-options.ts';
import { parseShapes } from './shape-option.ts';
import { withFactory } from './with-factory.ts';

const usage = `calibrate MODEL --calibrate DATA -o CACHE [options]

  -o, --output CACHE  where the calibration cache is written
${calibrationUsage}
${dataUsage}
  --shape NAME=1x3x224x224   dims of an input that the model leaves open; repeatable
  --json              one JSON document instead of a sentence

The cache has the scale of every float32 tensor of the model as it is, by name, in the text format of TensorRT 10 and older:
give it to that TensorRT's calibrator together with the same ONNX file. --calibration auto is entropy here: nothing is quantized
that could be judged.`;

/** Observes every tensor of a model and writes what TensorRT needs to build an INT8 engine without the data. */
export const calibrateCommand: Command = {
  name: 'calibrate',
  summary: 'write a TensorRT calibration cache',
  usage,
  async run(args, io) {
    const parsed = parseArguments(args, {
      ...dataOptions,
      ...calibrationOptions,
      output: { type: 'string', short: 'o' },
      shape: { type: 'string', multiple: true },
      json: { type: 'boolean' },
    });
    const input = requireOne(parsed, 'MODEL');
    const output = parsed.text('output');
    if (output === undefined) throw new UsageError('-o CACHE is missing');
    const spec = readCalibration(parsed, io);
    if (spec === undefined) throw new UsageError('--calibrate DATA is missing');
    const shapes = parseShapes(parsed.texts('shape'));
    const loaded = await loadModel(resolvePath(io, input), { shapes, signal: io.signal });
    const path = resolvePath(io, output);
    await requireWritable(path, loaded.files);
    const folder = await mkdtemp(join(tmpdir(), 'lathe-'));
    try {
      const { table, description } = await withFactory((factory) =>
        calibrateModel({ ...loaded.model, graph: loaded.frozen }, floatValuesOf(loaded.frozen), spec, {
          folder,
          factory,
          store: calibrationsOf(io),
          shapes,
          signal: io.signal,
          onProgress: ({ stage, doneCount, totalCount, unit }) =>
            io.progress(`${stage}: ${doneCount} of ${totalCount} ${unit}`),
        }),
      );
      const scales = toTensorrtScales(table, (id) => requireValue(loaded.frozen, id).name);
      await writeAtomically(path, [new TextEncoder().encode(printTensorrtCache(scales))], io.signal);
      if (table.basis === 'random') io.note('Calibrated with random data: not valid for accuracy.');
      if (parsed.flag('json'))
        return io.print(
          JSON.stringify({ input, output, tensors: scales.size, calibration: description, basis: table.basis }),
        );
      io.print(`Wrote ${output}: the scales of ${scales.size} tensors, from ${description}.`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

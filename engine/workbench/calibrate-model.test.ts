import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import type { CalibrationSpec } from '../api/contract.ts';
import { requireValue } from '../ir/query.ts';
import { printTensorrtCache, toTensorrtScales } from '../precision/calibration/tensorrt-cache.ts';
import { calibrateModel } from './calibrate-model.ts';
import { floatValuesOf } from './float-values.ts';
import { loadGraph } from './testing/model-files.ts';
import { startRunners } from './testing/runners.ts';

const { factory } = startRunners();

test('values have the names of the model, inputs keep all of their range, and a cache knows them again', async () => {
  const { model } = await loadGraph('h = Relu(MatMul(x[1,64], W[64,64])); y = MatMul(h, V[64,8])');
  const services = {
    factory,
    folder: await scratchFolder(),
    signal: new AbortController().signal,
    onProgress: () => {},
  };
  const { graph } = model;
  const wanted = floatValuesOf(graph);
  const calibrated = (spec: CalibrationSpec) => calibrateModel(model, wanted, spec, services);
  const { table, values } = await calibrated({ data: 'random', method: 'percentile', percentile: 90 });
  const names = wanted.map((id) => requireValue(graph, id).name);
  expect([...values.keys()]).toEqual(names);
  const [input, ...computed] = wanted.map((id) => table.values.get(id));
  expect(input?.threshold).toEqual(input?.range);
  expect(computed.some((value) => (value?.threshold.max ?? 0) < (value?.range.max ?? 0))).toBe(true);
  const path = join(services.folder, 'calibration.cache');
  await writeFile(path, printTensorrtCache(toTensorrtScales(table, (id) => requireValue(graph, id).name)));
  const again = await calibrated({ data: { tensorrtCache: path }, method: 'entropy' });
  expect([...again.table.values.keys()]).toEqual(wanted);
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSampleManifest, type SampleManifest } from '../accuracy/datasets/sample-manifest.ts';
import type { CalibrationSpec, DataSpec, SampleView } from '../api/contract.ts';
import { unknownSample } from './errors.ts';

export interface Sample extends SampleView {
  readonly modelPath: string;
  readonly data: DataSpec;
  readonly calibration: CalibrationSpec & { readonly data: DataSpec };
}

/** Where the samples lie beside the sources; a packaged application passes its own place. */
export const sourceSamplesFolder = fileURLToPath(new URL('../../assets/samples/', import.meta.url));

/** Models that ship with Lathe, with data. A folder without a valid description is a packaging defect and throws. */
export async function listSamples(folder: string): Promise<readonly Sample[]> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  return Promise.all(names.sort().map((name) => readSample(join(folder, name))));
}

export async function requireSample(folder: string, id: string): Promise<Sample> {
  const sample = (await listSamples(folder)).find((candidate) => candidate.id === id);
  if (!sample) throw unknownSample(id);
  return sample;
}

async function readSample(folder: string): Promise<Sample> {
  const path = join(folder, 'sample.json');
  const manifest = parseSampleManifest(await readFile(path, 'utf8'), path);
  return {
    id: manifest.id,
    title: manifest.title,
    description: manifest.description,
    modelPath: join(folder, manifest.model),
    data: dataOf(folder, manifest.data),
    calibration: { data: dataOf(folder, manifest.calibration), method: 'entropy' },
  };
}

function dataOf(folder: string, data: SampleManifest['data']): DataSpec {
  return {
    path: join(folder, data.path),
    ...(data.labels !== undefined && { labelsPath: join(folder, data.labels) }),
    preprocess: data.preprocess.endsWith('.json') ? join(folder, data.preprocess) : data.preprocess,
    labelOffset: 0,
  };
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportOnnx } from '../../export/export-onnx.ts';
import type { Graph } from '../../ir/graph.ts';
import { parseGraph } from '../../ir/parse.ts';
import { withBodies } from '../../ops/testing/with-bodies.ts';
import { targetNames } from '../../targets/targets.ts';
import { rulesOf } from '../../workbench/rewrite-model.ts';
import { modelOf } from '../run-graph.ts';
import { bodiedTexts, operatorTexts } from './operator-texts.ts';
import { specialModels } from './special-models.ts';

/** A file to mutate. Its extension says how it is opened. */
export interface Seed {
  readonly name: string;
  readonly extension: '.onnx';
  readonly bytes: Uint8Array;
}

const root = join(import.meta.dirname, '../../..');

/**
 * What is mutated: the models that ship with Lathe, the examples of all rules, small graphs of every family of operators, and what
 * exporters write that these lack. `folders` adds the model files of more folders.
 */
export function corpus(folders: readonly string[] = []): readonly Seed[] {
  const shipped = ['engine/testing/models/mnist.onnx', 'assets/samples/inception-fashion/model.onnx'];
  const examples = targetNames
    .flatMap((target) => rulesOf(target))
    .flatMap(({ name, example }) => (example ? [[name, example.before] as const] : []));
  return [
    ...shipped.map((path) => onnx(path, readFileSync(join(root, path)))),
    ...new Map(examples.map(([name, text]) => [text, graphSeed(name, () => parseGraph(text))])).values(),
    ...operatorTexts.map((text) => graphSeed(text, () => parseGraph(text))),
    ...bodiedTexts.map(({ text, bodies }) => graphSeed(text, () => withBodies(text, bodies))),
    ...[...specialModels].map(([name, bytes]) => onnx(name, bytes)),
    ...folders.flatMap(modelsIn),
  ];
}

const onnx = (name: string, bytes: Uint8Array): Seed => ({ name, extension: '.onnx', bytes });

const graphSeed = (name: string, make: () => Graph): Seed => onnx(name, exportOnnx(modelOf(make())));

const SEED_LIMIT_BYTES = 2 ** 21;

function modelsIn(folder: string): readonly Seed[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.onnx'))
    .sort()
    .map((name) => onnx(name, readFileSync(join(folder, name))))
    .filter(({ bytes }) => bytes.byteLength <= SEED_LIMIT_BYTES);
}

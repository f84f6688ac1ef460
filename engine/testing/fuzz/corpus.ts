import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportOnnx } from '../../export/export-onnx.ts';
import { type CaffemodelForm, currentForm, encodeCaffemodel } from '../../importers/caffe/testing/encode-caffemodel.ts';
import { type LayerCase, layerCaseNames, readLayerCase } from '../../importers/caffe/testing/layer-case.ts';
import type { Graph } from '../../ir/graph.ts';
import { parseGraph } from '../../ir/parse.ts';
import { withBodies } from '../../ops/testing/with-bodies.ts';
import { targetNames } from '../../targets/targets.ts';
import { rulesOf } from '../../workbench/rewrite-model.ts';
import { modelOf } from '../run-graph.ts';
import { bodiedTexts, operatorTexts } from './operator-texts.ts';
import { specialModels } from './special-models.ts';

/** A file to mutate. Its extension is that of its format. */
export interface Seed {
  readonly name: string;
  readonly extension: '.onnx' | '.prototxt' | '.caffemodel';
  readonly bytes: Uint8Array;
  /** The file that belongs to it, which stays as it is: the weights of a network, the network of weights. */
  readonly partner?: Uint8Array;
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
    ...layerCaseNames.flatMap((name, index) => caffeSeeds(readLayerCase(name), name, index)),
    ...folders.flatMap(modelsIn),
  ];
}

const onnx = (name: string, bytes: Uint8Array): Seed => ({ name, extension: '.onnx', bytes });

const graphSeed = (name: string, make: () => Graph): Seed => onnx(name, exportOnnx(modelOf(make())));

const forms: readonly CaffemodelForm[] = [
  currentForm,
  { version: 1, dims: 'legacy', elements: 'unpacked' },
  { version: 2, dims: 'legacy', elements: 'double' },
];

/** A network of Caffe to be mutated with its weights, and the weights with their network; the ways to write weights take turns. */
function caffeSeeds({ prototxt, blobs }: LayerCase, name: string, index: number): readonly Seed[] {
  const hasWeights = Object.keys(blobs).length > 0;
  if (!hasWeights) return [{ name, extension: '.prototxt', bytes: prototxt }];
  const isFlat = Object.values(blobs).every((list) => list.every(({ dims }) => dims.length <= 4));
  const caffemodel = encodeCaffemodel(blobs, (isFlat && forms[index % forms.length]) || currentForm);
  return [
    { name, extension: '.prototxt', bytes: prototxt, partner: caffemodel },
    { name: `${name}, weights`, extension: '.caffemodel', bytes: caffemodel, partner: prototxt },
  ];
}

const SEED_LIMIT_BYTES = 2 ** 21;

/** Every model file of a folder, and Caffe's networks with their weights. */
function modelsIn(folder: string): readonly Seed[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const seeds = names.flatMap((name): readonly Seed[] => {
    const extension = extensions.find((each) => name.endsWith(each));
    if (!extension) return [];
    const partnerName = name.replace(extension, extension === '.prototxt' ? '.caffemodel' : '.prototxt');
    const hasPartner = extension !== '.onnx' && names.includes(partnerName);
    return [
      {
        name,
        extension,
        bytes: readFileSync(join(folder, name)),
        ...(hasPartner && { partner: readFileSync(join(folder, partnerName)) }),
      },
    ];
  });
  return seeds.filter(({ bytes, partner }) => bytes.byteLength + (partner?.byteLength ?? 0) <= SEED_LIMIT_BYTES);
}

const extensions = ['.onnx', '.prototxt', '.caffemodel'] as const;

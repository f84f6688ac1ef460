import { basename } from 'node:path';
import type { Diagnostic } from '../errors.ts';
import { importCaffe } from '../importers/caffe/import-caffe.ts';
import { detectFormat } from '../importers/detect-format.ts';
import { caffemodelExpected } from './errors.ts';
import type { ModelFile } from './read-model-file.ts';
import { findWeightsBeside } from './weights-beside.ts';

export interface CaffeReadOptions {
  /** The caffemodel of a network; looked for beside it when absent. */
  readonly weightsPath?: string;
  /** What stands for weights that are not there. */
  readonly missingWeights?: 'random' | 'absent';
  /** Dims by input name. Caffe's own are no more than the first ones to use. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
}

interface CaffeReading extends CaffeReadOptions {
  /** Reads a whole file. Errors: file.*. */
  readBytes(path: string): Promise<Uint8Array>;
}

/** Opens a network with the weights that belong to it, or a caffemodel, which holds its network. Errors: file.*, caffe.*. */
export async function readCaffeModel(
  path: string,
  bytes: Uint8Array,
  part: 'prototxt' | 'caffemodel',
  { readBytes, weightsPath, ...options }: CaffeReading,
): Promise<ModelFile> {
  const weights = part === 'caffemodel' ? undefined : await findWeights(path, weightsPath, readBytes);
  const files = part === 'caffemodel' ? { caffemodel: bytes } : { prototxt: bytes, ...weights?.file };
  const { model, weights: origin, storedCount, diagnostics } = importCaffe(files, options);
  return {
    model,
    format: 'Caffe',
    sizeBytes: bytes.byteLength + (storedCount > 0 ? (weights?.file?.caffemodel.byteLength ?? 0) : 0),
    files: [path, ...(weights?.path === undefined ? [] : [weights.path])],
    weights: origin,
    diagnostics: [...diagnostics, ...aboutWeights(weights, storedCount)],
  };
}

interface FoundWeights {
  readonly path?: string;
  readonly file?: { readonly caffemodel: Uint8Array };
  /** Of a folder with several caffemodels, none of which is the network's by its name. */
  readonly ambiguous?: readonly string[];
}

/** Errors: file.*, caffe.caffemodel-expected where a file was named that is none. */
async function findWeights(
  prototxtPath: string,
  weightsPath: string | undefined,
  readBytes: CaffeReading['readBytes'],
): Promise<FoundWeights> {
  const beside = weightsPath === undefined ? await findWeightsBeside(prototxtPath) : undefined;
  if (beside?.kind === 'none') return {};
  if (beside?.kind === 'ambiguous') return { ambiguous: beside.names };
  const path = weightsPath ?? beside?.path ?? '';
  const caffemodel = await readBytes(path);
  const detected = detectFormat(caffemodel);
  if (detected.kind !== 'caffe' || detected.part !== 'caffemodel') throw caffemodelExpected(path);
  return { path, file: { caffemodel } };
}

/** What there is to know of how a network came to its weights. */
function aboutWeights({ path, ambiguous }: FoundWeights = {}, storedCount: number): readonly Diagnostic[] {
  if (ambiguous) {
    const names = ambiguous.slice(0, 5).join(', ') + (ambiguous.length > 5 ? ', ...' : '');
    return [
      {
        severity: 'info',
        code: 'caffe.weights-ambiguous',
        message: `There are several caffemodels beside the network, none of its name (${names}). Name the one to use with --weights, or drop both files.`,
      },
    ];
  }
  if (path === undefined) return [];
  const name = basename(path);
  if (storedCount > 0)
    return [{ severity: 'info', code: 'caffe.weights-used', message: `The weights are those of "${name}".` }];
  return [
    {
      severity: 'warning',
      code: 'caffe.weights-unrelated',
      message: `"${name}" has no weights for any layer of this network: it belongs to another one.`,
    },
  ];
}

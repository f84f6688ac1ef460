import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fromBinary } from '@bufbuild/protobuf';
import { TensorProtoSchema } from 'onnx-buf';
import { invariant } from '../../errors.ts';
import { noExternalData } from '../../importers/external-data.ts';
import { importOnnx } from '../../importers/onnx/import-onnx.ts';
import { importTensor } from '../../importers/onnx/import-tensor.ts';
import type { Graph } from '../../ir/graph.ts';
import type { Tensor } from '../../ir/tensor.ts';

const run = promisify(execFile);
const packageName = 'libonnx-testdata';
const cache = join(import.meta.dirname, '../../../node_modules/.cache/lathe', packageName);
const folder = await findFolder();

export interface ConformanceCase {
  readonly name: string;
  readonly graph: Graph;
  /** By position; undefined where a file holds something other than a tensor. */
  readonly inputs: readonly (Tensor | undefined)[];
  readonly outputs: readonly (Tensor | undefined)[];
}

/** False where Debian's package is neither installed nor to be had: tests that need it are skipped. */
export const conformanceCasesArePresent = folder !== undefined;

/** The conformance cases of the ONNX project, from Debian's package: as installed, or unpacked from a download that is kept. */
async function findFolder(): Promise<string | undefined> {
  const places = ['/', cache].map((place) => join(place, 'usr/share', packageName, 'data'));
  const present = places.find((place) => existsSync(place));
  return present ?? ((await download()) ? places[1] : undefined);
}

async function download(): Promise<boolean> {
  const work = `${cache}-${process.pid}`;
  try {
    await mkdir(work, { recursive: true });
    await run('apt-get', ['download', packageName], { cwd: work, timeout: 60_000 });
    const [archive = ''] = (await readdir(work)).filter((name) => name.endsWith('.deb'));
    await run('dpkg-deb', ['-x', join(work, archive), join(work, 'content')]);
    // Of two test files that download at once, the second finds the place taken.
    await rename(join(work, 'content'), cache).catch(() => {});
    return existsSync(cache);
  } catch {
    return false;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Names of the cases that consist of one operator, or of an operator's expansion into others. */
export function conformanceCaseNames(): readonly string[] {
  return ['node', 'pytorch-operator', 'pytorch-converted', 'simple'].flatMap((group) =>
    readdirSync(join(requireFolder(), group)).map((name) => `${group}/${name}`),
  );
}

export function readConformanceCase(name: string): ConformanceCase {
  const folder = join(requireFolder(), name);
  const { model } = importOnnx(readFileSync(join(folder, 'model.onnx')));
  const dataFolder = join(folder, 'test_data_set_0');
  const files = readdirSync(dataFolder);
  const read = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const file = `${prefix}_${index}.pb`;
      return files.includes(file) ? readTensor(readFileSync(join(dataFolder, file))) : undefined;
    });
  return {
    name,
    graph: model.graph,
    inputs: read('input', model.graph.inputs.length),
    outputs: read('output', model.graph.outputs.length),
  };
}

function requireFolder(): string {
  invariant(folder !== undefined, `${packageName} is not present`);
  return folder;
}

function readTensor(bytes: Uint8Array): Tensor | undefined {
  try {
    return importTensor(fromBinary(TensorProtoSchema, bytes), noExternalData);
  } catch {
    // Sequences and optionals are written to files of the same name.
    return undefined;
  }
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { TensorProtoSchema } from 'onnx-buf';
import { noExternalData } from '../../importers/external-data.ts';
import { importOnnx } from '../../importers/onnx/import-onnx.ts';
import { importTensor } from '../../importers/onnx/import-tensor.ts';
import type { Graph } from '../../ir/graph.ts';
import type { Tensor } from '../../ir/tensor.ts';

/** Where Debian's package libonnx-testdata puts the conformance cases of the ONNX project. */
const root = '/usr/share/libonnx-testdata/data';

export interface ConformanceCase {
  readonly name: string;
  readonly graph: Graph;
  /** By position; undefined where a file holds something other than a tensor. */
  readonly inputs: readonly (Tensor | undefined)[];
  readonly outputs: readonly (Tensor | undefined)[];
}

export const conformanceCasesAreInstalled = existsSync(root);

/** Names of the cases that consist of one operator, or of an operator's expansion into others. */
export function conformanceCaseNames(): readonly string[] {
  return ['node', 'pytorch-operator', 'pytorch-converted', 'simple'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => `${group}/${name}`),
  );
}

export function readConformanceCase(name: string): ConformanceCase {
  const folder = join(root, name);
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

function readTensor(bytes: Uint8Array): Tensor | undefined {
  try {
    return importTensor(fromBinary(TensorProtoSchema, bytes), noExternalData);
  } catch {
    // Sequences and optionals are written to files of the same name.
    return undefined;
  }
}

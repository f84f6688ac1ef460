import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { exportOnnx } from '../../export/export-onnx.ts';
import { requireValue } from '../../ir/query.ts';
import { tensorBytes } from '../../ir/tensor.ts';
import {
  type ConformanceCase,
  conformanceCaseNames,
  conformanceCasesArePresent,
  readConformanceCase,
} from '../../ops/testing/conformance-cases.ts';
import { modelOf } from '../../testing/run-graph.ts';
import { BoundModel } from '../node-binding/bound-model.ts';
import { loadLibrary } from '../node-binding/library.ts';
import type { LoadCall } from '../runner-protocol.ts';
import type { RuntimeModel } from '../runtime-model.ts';
import type { BackendName, Feeds, HostTensor } from '../session.ts';
import { NativeModel } from './native-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'lathe-test-'));
const path = join(folder, 'model.onnx');
afterAll(() => rmSync(folder, { recursive: true }));

/** Operators that give something else each time. */
const isRandom = (name: string): boolean => /bernoulli|random|training_dropout|multinomial/.test(name);

type Outcome = Readonly<Record<string, HostTensor>> | { readonly failure: string };

async function runWith(backend: BackendName, { graph, inputs }: ConformanceCase): Promise<Outcome> {
  const call: LoadCall = {
    kind: 'load',
    path,
    options: { provider: 'cpu', threads: 1, graphOptimization: 'all', backend },
    scratchPath: folder,
  };
  let model: RuntimeModel | undefined;
  try {
    model = backend === 'c-api' ? await NativeModel.load(call) : await BoundModel.load(await loadLibrary(), call);
    const names = graph.inputs.map((id) => requireValue(graph, id).name);
    const feeds: Feeds = Object.fromEntries(
      inputs.flatMap((tensor, index) => {
        const name = names[index];
        if (!tensor || name === undefined) return [];
        const { dataType, dims } = tensor;
        return [[name, { dataType, dims: [...dims], data: Uint8Array.from(tensorBytes(tensor)) }]];
      }),
    );
    return await model.run(
      feeds,
      model.description.outputs.map(({ name }) => name),
    );
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  } finally {
    if (model instanceof NativeModel) model.close();
  }
}

const summary = (outcome: Outcome) =>
  'failure' in outcome
    ? outcome
    : Object.entries(outcome).map(([name, { dataType, dims, data, strings }]) => [
        name,
        dataType,
        dims,
        strings ?? Buffer.from(data).toString('base64'),
      ]);

it.skipIf(!conformanceCasesArePresent)(
  'every operator gives the same as through the Node binding (needs libonnx-testdata)',
  async () => {
    const differences: unknown[] = [];
    let comparedCount = 0;
    for (const name of conformanceCaseNames().filter((each) => !isRandom(each))) {
      const each = readConformanceCase(name);
      writeFileSync(path, exportOnnx(modelOf(each.graph)));
      const [expected, given] = [await runWith('node-binding', each), await runWith('c-api', each)];
      // What the binding cannot pass, the C API need not be able to pass either; it can pass bfloat16.
      if ('failure' in expected) continue;
      comparedCount++;
      if (!isDeepStrictEqual(summary(given), summary(expected))) differences.push([name, summary(given)]);
    }
    expect(differences).toEqual([]);
    expect(comparedCount).toBeGreaterThan(900);
  },
  300_000,
);

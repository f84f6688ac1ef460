import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseGraph } from '../ir/parse.ts';
import { opsetOf } from '../ir/query.ts';
import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import { createRunnerPool } from '../runtime/runner-pool.ts';
import type { SessionFactory } from '../runtime/session.ts';
import { modelOf } from '../testing/run-graph.ts';
import { loadModel } from './load-model.ts';
import { upgradeForInt8 } from './upgrade-for-int8.ts';
import { VariantBuilder } from './variant-builder.ts';

test('a model that INT8 can use stays as it is', () => {
  const model = modelOf(parseGraph('y = Relu(x[2])', 13));
  expect(upgradeForInt8(model)).toEqual({ model, remarks: [] });
});

test('an older one is upgraded, and says so', () => {
  const { model, remarks } = upgradeForInt8(modelOf(parseGraph('y = Squeeze(x[1,2]){axes=[0]}', 8)));
  expect(opsetOf(model.graph)).toBe(13);
  expect(remarks).toEqual(['Upgraded from opset 8 to 13, which INT8 needs.']);
});

test('one that cannot be upgraded is refused with the reason', () => {
  expect(() => upgradeForInt8(modelOf(parseGraph('y = Affine(x[2])', 9)))).toThrow(
    expect.objectContaining({
      code: 'precision.opset-too-old',
      details: { opset: 9, reason: 'Lathe does not know Affine "y"' },
    }),
  );
});

describe('INT8 of real models', () => {
  const shipped = fileURLToPath(new URL('../testing/models/', import.meta.url));
  const shared = fileURLToPath(new URL('../../../shared/models/trained/', import.meta.url));
  let folder = '';
  let factory: SessionFactory;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lathe-int8-'));
    factory = createRunnerPool({ processHost: createNodeProcessHost() });
  });
  afterAll(async () => {
    await factory.dispose();
    await rm(folder, { recursive: true });
  });

  for (const [path, opset] of [
    [`${shipped}mnist.onnx`, 8],
    [`${shared}version-slim-320.onnx`, 9],
    [`${shared}ImageClassifier.onnx`, 10],
  ] as const) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const isThere = existsSync(path);
    test.skipIf(!isThere)(
      `${name} of opset ${opset} becomes INT8 that loads${isThere ? '' : ' (skipped: it is not beside the project)'}`,
      async () => {
        const { signal } = new AbortController();
        const builder = new VariantBuilder(await loadModel(path), { folder: join(folder, name), factory });
        const int8 = await builder.build(
          'int8',
          { data: 'random', method: 'min-max' },
          { target: 'portable', signal, onProgress() {} },
        );
        expect(opsetOf(int8.model.graph)).toBe(13);
        expect(int8.remarks).toContain(`Upgraded from opset ${opset} to 13, which INT8 needs.`);
        expect([...int8.model.graph.nodes.values()].some(({ opType }) => opType === 'QuantizeLinear')).toBe(true);
        const session = await factory.open(
          int8.source,
          { provider: 'cpu', threads: 1, graphOptimization: 'all' },
          signal,
        );
        expect(session.outputs.length).toBeGreaterThan(0);
        await session.close();
      },
    );
  }
});

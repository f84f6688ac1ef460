import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportOnnx } from '../export/export-onnx.ts';
import { parseGraph } from '../ir/parse.ts';
import type { Confirmation } from '../report/confirmation.ts';
import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import { createRunnerPool } from '../runtime/runner-pool.ts';
import type { SessionFactory } from '../runtime/session.ts';
import { webgpuIsUsable } from '../runtime/testing/webgpu.ts';
import type { TargetName } from '../targets/target.ts';
import { modelOf } from '../testing/run-graph.ts';
import { confirmLayers } from './confirm-layers.ts';
import { loadModel } from './load-model.ts';
import { type RewriteOptions, rewriteModel } from './rewrite-model.ts';

let factory: SessionFactory;
beforeAll(() => {
  factory = createRunnerPool({ processHost: createNodeProcessHost() });
});
afterAll(() => factory.dispose());

async function confirmFile(path: string, options: Partial<RewriteOptions> = {}): Promise<Confirmation> {
  const loaded = await loadModel(path);
  const rewritten = rewriteModel(loaded, { target: 'onnxruntime-cpu', ...options });
  const services = { factory, signal: new AbortController().signal, onProgress: () => {} };
  return confirmLayers(loaded, rewritten, {}, services);
}

function confirm(text: string, options: Partial<RewriteOptions> = {}, opset = 17): Promise<Confirmation> {
  const path = join(mkdtempSync(join(tmpdir(), 'lathe-test-')), 'model.onnx');
  writeFileSync(path, exportOnnx(modelOf(parseGraph(text, opset))));
  return confirmFile(path, options);
}

const verdictsOf = ({ layers }: Confirmation) => layers.map(({ verdict }) => verdict);

describe.skipIf(!webgpuIsUsable)('the runtime on WebGPU (skipped without an adapter; Mesa has one in software)', () => {
  test('says which nodes the CPU took for want of a kernel', async () => {
    const report = await confirm('y = Det(Relu(MatMul(x[2,8,8], W[8,8])))', { target: 'onnxruntime-webgpu' });
    expect(report.provider).toBe('webgpu');
    expect(report.elsewhere).toMatchObject([{ opType: 'Det', provider: 'CPUExecutionProvider' }]);
    const [product] = report.layers.flatMap(({ runtimeNodes }) => runtimeNodes);
    expect(product).toMatchObject({ opType: 'MatMul', provider: 'WebGpuExecutionProvider' });
  });
});

// Blocked kernels, on which these plans build, exist on x86-64 alone.
describe.skipIf(process.arch !== 'x64')('the runtime on x86-64', () => {
  test('confirms a kernel that it also has, with its name, provider and time', async () => {
    const report = await confirm('y = Relu(Conv(x[1,8,8,8], W[8,8,3,3], B[8]))');
    expect(report).toMatchObject({
      provider: 'cpu',
      counts: { confirmed: 1, split: 0, fused: 0, removed: 0 },
      inserted: [{ opType: 'ReorderOutput', count: 1 }],
      elsewhere: [],
      layers: [{ verdict: 'confirmed', runtimeNodes: [{ opType: 'Conv', provider: 'CPUExecutionProvider' }] }],
    });
    expect(report.layers[0]?.runtimeNodes[0]?.durationMs).toBeGreaterThanOrEqual(0);
  });

  test('finds blocked kernels by what they are named after, over sums and functions', async () => {
    const conv = 'Conv(x[1,16,8,8], W[16,16,3,3], B[16]){pads=[1,1,1,1]}';
    const report = await confirm(
      `r = Relu(${conv}); c = Conv(r, V[16,16,3,3], C[16]){pads=[1,1,1,1]}; s = Relu(Add(c, r)); y = Conv(s, U[16,16,1,1])`,
    );
    expect(verdictsOf(report)).toEqual(['confirmed', 'confirmed', 'confirmed']);
  });

  test('transposes to channels last while it leaves the blocked layout', async () => {
    const report = await confirm('y = Transpose(Conv(x[1,8,8,8], W[8,8,3,3])){perm=[0,2,3,1]}');
    expect(report.layers.map(({ runtimeNodes }) => runtimeNodes.map(({ opType }) => opType))).toEqual([
      ['Conv'],
      ['ReorderOutput'],
    ]);
  });

  test('has fused more than a plan without layers', async () => {
    const report = await confirm('y = Relu(Conv(x[1,8,8,8], W[8,8,3,3], B[8]))', {
      disabledRules: ['fuse-activation-into-conv'],
    });
    expect(verdictsOf(report)).toEqual(['fused', 'fused']);
  });

  test('splits an operator that it has no kernel for', async () => {
    const text = 'y = GroupNormalization(x[2,4,6,6], s[4], b[4]){num_groups=2}';
    const report = await confirm(text, { disabledRules: ['lower-group-norm'] }, 21);
    expect(verdictsOf(report)).toEqual(['split']);
    expect(report.layers[0]?.runtimeNodes.length).toBeGreaterThan(5);
  });

  test('removes what it can compute in advance', async () => {
    const report = await confirm('y = Add(x[2,2], Sin(c[2,2]))', { disabledRules: ['fold-constants'] });
    expect(verdictsOf(report)).toEqual(['removed', 'confirmed']);
  });

  test('is asked although the model cannot be run without dims, which is said', async () => {
    const report = await confirm('y = Relu(x[N,seq])');
    expect(verdictsOf(report)).toEqual(['confirmed']);
    expect(report.notRun).toContain('seq');
    expect(report.layers[0]?.runtimeNodes[0]).not.toHaveProperty('durationMs');
  });

  test('confirms every layer of the sample', async () => {
    const sample = fileURLToPath(new URL('../../assets/samples/inception-fashion/model.onnx', import.meta.url));
    const { counts, layers } = await confirmFile(sample);
    expect(counts.confirmed).toBe(layers.length);
    expect(layers.length).toBeGreaterThan(30);
  });

  const trained = fileURLToPath(new URL('../../../shared/models/trained/', import.meta.url));
  const unsupported = /superresolution/;
  const files = existsSync(trained) ? readdirSync(trained).filter((name) => !unsupported.test(name)) : [];
  describe.skipIf(files.length === 0)('trained models (skipped without ../shared/models/trained)', () => {
    test('has at least 95 % of their layers', async () => {
      let [confirmed, all] = [0, 0];
      for (const name of files) {
        const { counts, layers } = await confirmFile(join(trained, name));
        confirmed += counts.confirmed;
        all += layers.length;
      }
      expect(confirmed / all).toBeGreaterThanOrEqual(0.95);
    });
  });
});

test.each<TargetName>(['portable', 'tensorrt'])('the layers of %s stay predicted', (target) =>
  expect(confirm('y = Relu(x[2])', { target })).rejects.toMatchObject({ code: 'confirm.target' }),
);

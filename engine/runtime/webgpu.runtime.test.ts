import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { median, sum } from '../benchmark/statistics.ts';
import { exportOnnx } from '../export/export-onnx.ts';
import { requireValue } from '../ir/query.ts';
import { tensorBytes } from '../ir/tensor.ts';
import { conformanceCasesArePresent, readConformanceCase } from '../ops/testing/conformance-cases.ts';
import { modelOf } from '../testing/run-graph.ts';
import { sampleModelPath } from '../workbench/testing/model-files.ts';
import { createNodeProcessHost } from './node-process-host.ts';
import { createRunnerPool } from './runner-pool.ts';
import type { BackendName, Feeds, HostTensor, ModelSource, SessionOptions } from './session.ts';
import { floatsOf, floatTensor, matMulChain, oneNodeModel } from './testing/models.ts';
import { webgpuIsUsable } from './testing/webgpu.ts';

const pool = createRunnerPool({ processHost: createNodeProcessHost() });
afterAll(() => pool.dispose());
afterEach(() => vi.unstubAllEnvs());

const onCpu: SessionOptions = { provider: 'cpu', threads: 1, graphOptimization: 'all' };
const onWebgpu: SessionOptions = { ...onCpu, provider: 'webgpu' };
const backends: readonly BackendName[] = ['node-binding', 'c-api'];

type Results = Readonly<Record<string, HostTensor>>;

async function run(source: ModelSource, options: SessionOptions, feeds: Feeds): Promise<Results> {
  const session = await pool.open(source, options);
  try {
    return await session.run(feeds);
  } finally {
    await session.close();
  }
}

/** Largest difference of the outputs in units of the largest magnitude of each. Both round to float32 after sums of some hundred products. */
function expectSameWithin(tolerance: number, given: Results, expected: Results): void {
  expect(Object.keys(given)).toEqual(Object.keys(expected));
  for (const [name, tensor] of Object.entries(expected)) {
    expect(given[name]?.dims).toEqual(tensor.dims);
    const [left, right] = [floatsOf(given[name]), floatsOf(tensor)];
    const scale = Math.max(...right.map(Math.abs), Number.MIN_VALUE);
    const worst = Math.max(...right.map((value, index) => Math.abs(value - (left[index] ?? Number.NaN))));
    expect(worst / scale, name).toBeLessThan(tolerance);
  }
}

const picture = floatTensor(
  [1, 1, 28, 28],
  Array.from({ length: 784 }, (_, index) => Math.sin(index)),
);

const products = matMulChain(30);
const ones = {
  x: floatTensor(
    [128, 128],
    Array.from({ length: 128 * 128 }, () => 1 / 128),
  ),
};

describe.skipIf(!webgpuIsUsable)('WebGPU (skipped without an adapter; Mesa has one in software)', () => {
  const sample: ModelSource = { kind: 'file', path: sampleModelPath };

  it.each(backends)('gives the numbers of the CPU through %s', async (backend) => {
    const session = await pool.open(sample, { ...onWebgpu, backend });
    const [input] = session.inputs;
    const feeds = { [input?.name ?? '']: picture };
    const given = await session.run(feeds);
    await session.close();
    expectSameWithin(1e-5, given, await run(sample, onCpu, feeds));
  });

  it('waits for the device where tensors are bound: queueing a run takes a fraction of it', async () => {
    const timeWith = async (binding: 'host' | 'device') => {
      const session = await pool.open(products, { ...onWebgpu, backend: 'c-api', binding });
      await session.time(ones, 2);
      const durations = await session.time(ones, 5);
      const outputs = await session.timedOutputs();
      await session.close();
      return { ms: median(durations), outputs };
    };
    const [host, device] = [await timeWith('host'), await timeWith('device')];
    expect(device.ms).toBeGreaterThan(host.ms / 4);
    expectSameWithin(1e-5, device.outputs, await run(products, onCpu, ones));
  });

  it.each(['host', 'device'] as const)(
    'gives other results for other feeds where it captures graphs, tensors on the %s',
    async (binding) => {
      const providerOptions = { enableGraphCapture: '1' };
      const session = await pool.open(sample, { ...onWebgpu, backend: 'c-api', binding, providerOptions });
      const name = session.inputs[0]?.name ?? '';
      for (const feeds of [{ [name]: picture }, { [name]: floatTensor([1, 1, 28, 28]) }]) {
        const expected = await run(sample, onCpu, feeds);
        await session.time(feeds, 4);
        expectSameWithin(1e-5, await session.timedOutputs(), expected);
        expectSameWithin(1e-5, await session.run(feeds), expected);
      }
      await session.close();
    },
  );

  it('hears of options of the provider through the C API', async () => {
    const options = { ...onWebgpu, backend: 'c-api', providerOptions: { preferredLayout: 'sideways' } } as const;
    await expect(pool.open(sample, options)).rejects.toMatchObject({ message: expect.stringContaining('sideways') });
  });

  it('profiles what nodes took on the device, not the calls that queued them', async () => {
    const session = await pool.open(products, { ...onWebgpu, profile: true });
    const durations = await session.time(ones, 5);
    const times = await session.endProfile();
    await session.close();
    const inNodesMs = sum(times.filter(({ opType }) => opType === 'MatMul').map(({ durationMs }) => durationMs));
    expect(times.filter(({ opType }) => opType === 'MatMul')).toHaveLength(30);
    expect(inNodesMs).toBeGreaterThan(median(durations) / 4);
  });

  it
    .skipIf(!conformanceCasesArePresent)
    .each([
      'node/test_conv_with_strides_padding',
      'node/test_gemm_all_attributes',
      'node/test_matmul_3d',
      'node/test_layer_normalization_4d_axis1',
      'node/test_maxpool_2d_pads',
      'node/test_softmax_axis_1',
      'node/test_reduce_mean_keepdims_example',
      'node/test_gather_1',
    ])('computes %s as the CPU does (needs libonnx-testdata)', async (name) => {
    const { graph, inputs } = readConformanceCase(name);
    const source: ModelSource = { kind: 'bytes', bytes: Uint8Array.from(exportOnnx(modelOf(graph))) };
    const feeds: Feeds = Object.fromEntries(
      graph.inputs.flatMap((id, index) => {
        const tensor = inputs[index];
        if (!tensor) return [];
        const { dataType, dims } = tensor;
        return [
          [requireValue(graph, id).name, { dataType, dims: [...dims], data: Uint8Array.from(tensorBytes(tensor)) }],
        ];
      }),
    );
    expectSameWithin(1e-5, await run(source, onWebgpu, feeds), await run(source, onCpu, feeds));
  });
});

describe.skipIf(process.platform !== 'linux')('without a Vulkan driver', () => {
  it.each(backends)(
    'WebGPU through %s is refused with what to do, and does not hang',
    async (backend) => {
      vi.stubEnv('VK_DRIVER_FILES', '/nonexistent');
      const model = oneNodeModel({ opType: 'Neg' }, 'float32', [1]);
      await expect(pool.open(model, { ...onWebgpu, backend })).rejects.toMatchObject({
        code: 'runtime.provider-unavailable',
        message: expect.stringContaining('Vulkan'),
      });
    },
    30_000,
  );
});

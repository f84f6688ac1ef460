import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, StringStringEntryProtoSchema, TensorProto_DataLocation } from 'onnx-buf';
import { afterAll, describe, expect, it } from 'vitest';
import type { DataType } from '../ir/data-type.ts';
import { tensorOfFloats } from '../ir/tensor.ts';
import { createNodeProcessHost } from './node-process-host.ts';
import { encodeModel } from './onnx-model.ts';
import { createRunnerPool } from './runner-pool.ts';
import type { HostTensor } from './session.ts';
import { floatsOf, floatTensor, matMulChain, mnist, modelOf, onCpu, oneNodeModel } from './testing/models.ts';
import { isRunning, watchProcesses } from './testing/watched-host.ts';

const host = watchProcesses(createNodeProcessHost());
const pool = createRunnerPool({ processHost: host });
const scratch = mkdtempSync(join(tmpdir(), 'lathe-test-'));
const digit = { Input3: floatTensor([1, 1, 28, 28]) };

afterAll(async () => {
  await pool.dispose();
  rmSync(scratch, { recursive: true });
  expect(host.processes.filter(({ pid }) => isRunning(pid))).toEqual([]);
});

/** y = x + [10, 20] */
const biasModel = () =>
  encodeModel({
    inputs: [{ name: 'x', dataType: 'float32', dims: [2] }],
    outputs: [{ name: 'y', dataType: 'float32', dims: [2] }],
    nodes: [{ opType: 'Add', inputs: ['x', 'b'], outputs: ['y'] }],
    constants: [{ name: 'b', tensor: tensorOfFloats([2], Float32Array.of(10, 20)) }],
  });

/** A tensor of any type from its typed array. */
const tensorOf = (dataType: DataType, dims: readonly number[], elements: ArrayBufferView): HostTensor => ({
  dataType,
  dims,
  data: new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength),
});

describe('a session', () => {
  it('says what the model takes and gives', async () => {
    const session = await pool.open(mnist, onCpu);
    expect(session.inputs).toEqual([{ name: 'Input3', dataType: 'float32', dims: [1, 1, 28, 28] }]);
    expect(session.outputs).toEqual([{ name: 'Plus214_Output_0', dataType: 'float32', dims: [1, 10] }]);
    expect(session.loadMs).toBeGreaterThan(0);
    await session.close();
  });

  it('gives dimension names, and undefined for dimensions without one', async () => {
    const session = await pool.open(oneNodeModel({ opType: 'Relu' }, 'float32', ['batch', undefined, 3]), onCpu);
    expect(session.inputs[0]?.dims).toEqual(['batch', undefined, 3]);
    await session.close();
  });

  it('runs, reduces and times the same model', async () => {
    const session = await pool.open(oneNodeModel({ opType: 'Neg' }, 'float32', ['n']), onCpu);
    const feeds = { x: floatTensor([4], [1, -2, 0.5, 8]) };
    expect(floatsOf((await session.run(feeds)).y)).toEqual([-1, 2, -0.5, -8]);
    expect(await session.reduce(feeds, { y: { kind: 'histogram', min: -8, max: 2, binCount: 2 } })).toEqual({
      y: { kind: 'histogram', counts: Float64Array.of(1, 3) },
    });
    const durations = await session.time(feeds, 7);
    expect(durations).toHaveLength(7);
    expect(Math.min(...durations)).toBeGreaterThan(0);
    await session.close();
  });

  it('times the feeds it is given, also after others', async () => {
    const session = await pool.open(matMulChain(1), onCpu);
    const small = { x: floatTensor([2, 2]) };
    const large = { x: floatTensor([700, 700]) };
    const [smallMs, largeMs, againMs] = [
      Math.min(...(await session.time(small, 5))),
      Math.min(...(await session.time(large, 5))),
      Math.min(...(await session.time(large, 5))),
    ];
    expect(largeMs).toBeGreaterThan(4 * smallMs);
    expect(againMs).toBeGreaterThan(4 * smallMs);
    await session.close();
  });

  it('returns only the outputs asked for', async () => {
    const port = (name: string) => ({ name, dataType: 'float32', dims: [2] }) as const;
    const model = modelOf({
      inputs: [port('x')],
      outputs: [port('up'), port('down')],
      nodes: [
        { opType: 'Abs', inputs: ['x'], outputs: ['up'] },
        { opType: 'Neg', inputs: ['x'], outputs: ['down'] },
      ],
    });
    const session = await pool.open(model, onCpu);
    const results = await session.run({ x: floatTensor([2], [1, 2]) }, { outputs: ['down'] });
    expect(Object.keys(results)).toEqual(['down']);
    await expect(session.run({ x: floatTensor([2]) }, { outputs: ['sideways'] })).rejects.toMatchObject({
      code: 'runtime.unknown-output',
      details: { output: 'sideways', outputs: ['up', 'down'] },
    });
    await session.close();
  });

  it('serves calls in the order they came', async () => {
    const session = await pool.open(oneNodeModel({ opType: 'Neg' }, 'float32', ['n']), onCpu);
    const results = await Promise.all([1, 2, 3].map((value) => session.run({ x: floatTensor([1], [value]) })));
    expect(results.map((result) => floatsOf(result.y))).toEqual([[-1], [-2], [-3]]);
    await session.close();
  });

  it.each<[DataType, HostTensor]>([
    ['int64', tensorOf('int64', [2], BigInt64Array.of(-(2n ** 60n), 7n))],
    ['uint64', tensorOf('uint64', [1], BigUint64Array.of(2n ** 63n))],
    ['float16', tensorOf('float16', [2], Uint16Array.of(0x3c00, 0xfbff))],
    ['float64', tensorOf('float64', [1], Float64Array.of(0.1))],
    ['bool', tensorOf('bool', [3], Uint8Array.of(1, 0, 1))],
    ['int8', tensorOf('int8', [2], Int8Array.of(-128, 127))],
    ['uint8', tensorOf('uint8', [2, 1], Uint8Array.of(0, 255))],
    ['int16', tensorOf('int16', [1], Int16Array.of(-300))],
    ['uint16', tensorOf('uint16', [1], Uint16Array.of(60000))],
    ['int32', tensorOf('int32', [1], Int32Array.of(-70000))],
    ['uint32', tensorOf('uint32', [1], Uint32Array.of(4_000_000_000))],
    ['float32', tensorOf('float32', [0], new Float32Array(0))],
  ])('passes %s elements unchanged', async (dataType, tensor) => {
    const session = await pool.open(oneNodeModel({ opType: 'Identity' }, dataType, tensor.dims.map(String)), onCpu);
    const { y } = await session.run({ x: tensor });
    expect(y).toMatchObject({ dataType, dims: tensor.dims });
    expect(Buffer.from(y?.data ?? [])).toEqual(Buffer.from(tensor.data));
    await session.close();
  });

  it('passes strings, scalars and views into larger buffers', async () => {
    const strings = await pool.open(oneNodeModel({ opType: 'Identity' }, 'string', ['n']), onCpu);
    const words: HostTensor = { dataType: 'string', dims: [2], data: new Uint8Array(0), strings: ['añb', ''] };
    expect((await strings.run({ x: words })).y).toEqual(words);
    await expect(strings.reduce({ x: words }, { y: { kind: 'range' } })).rejects.toMatchObject({
      code: 'runtime.output-not-numeric',
      details: { output: 'y', dataType: 'string' },
    });
    await strings.close();

    const scalars = await pool.open(oneNodeModel({ opType: 'Neg' }, 'float32', []), onCpu);
    const odd = new Uint8Array(1001);
    odd.set(new Uint8Array(Float32Array.of(2.5).buffer), 997);
    const { y } = await scalars.run({ x: { dataType: 'float32', dims: [], data: odd.subarray(997) } });
    expect(y?.dims).toEqual([]);
    expect(floatsOf(y)).toEqual([-2.5]);
    await scalars.close();
  });

  it('checks feeds before anything runs, and stays usable', async () => {
    const session = await pool.open(mnist, onCpu);
    await expect(session.run({ Input3: floatTensor([1, 3, 28, 28]) })).rejects.toMatchObject({
      code: 'runtime.feed-mismatch',
      details: { input: 'Input3', expected: 'float32[1, 1, 28, 28]', got: 'float32[1, 3, 28, 28]' },
      message: "Input 'Input3' of mnist.onnx expects float32[1, 1, 28, 28], but was given float32[1, 3, 28, 28].",
    });
    await expect(session.time({}, 1)).rejects.toMatchObject({ code: 'runtime.feed-mismatch' });
    await expect(session.reduce({ input3: floatTensor([1]) }, {})).rejects.toMatchObject({
      details: { input: 'input3' },
    });
    expect(await session.time(digit, 1)).toHaveLength(1);
    await session.close();
  });

  it('names the node that failed, and stays usable', async () => {
    const model = modelOf({
      inputs: [
        { name: 'x', dataType: 'float32', dims: ['n', 2] },
        { name: 'rows', dataType: 'int64', dims: ['k'] },
      ],
      outputs: [{ name: 'y', dataType: 'float32', dims: ['k', 2] }],
      nodes: [{ opType: 'Gather', name: 'pick', inputs: ['x', 'rows'], outputs: ['y'] }],
    });
    const session = await pool.open(model, onCpu);
    const feedsFor = (row: bigint) => ({
      x: floatTensor([1, 2], [3, 4]),
      rows: tensorOf('int64', [1], BigInt64Array.of(row)),
    });
    await expect(session.run(feedsFor(5n))).rejects.toMatchObject({
      code: 'runtime.run-failed',
      details: { reason: 'node-failed', operator: 'Gather', node: 'pick' },
      cause: { message: expect.stringContaining('Non-zero status code') },
    });
    // A timing that failed must not leave its feeds behind as those of the next one.
    const bad = feedsFor(5n);
    await expect(session.time(bad, 2)).rejects.toMatchObject({ code: 'runtime.run-failed' });
    await expect(session.time(bad, 2)).rejects.toMatchObject({ code: 'runtime.run-failed' });
    expect(floatsOf((await session.run(feedsFor(0n))).y)).toEqual([3, 4]);
    await session.close();
  });
});

describe('loading', () => {
  it.each([
    ['an operator nobody has', oneNodeModel({ opType: 'Frobnicate' }, 'float32', [1]), 'unknown-operator'],
    ['a domain nobody has', oneNodeModel({ opType: 'Frob', domain: 'my.ops' }, 'float32', [1]), 'unknown-operator'],
    ['an operator without a kernel', oneNodeModel({ opType: 'Relu' }, 'int16', [1]), 'no-kernel'],
    ['an element type that cannot be fed', oneNodeModel({ opType: 'Identity' }, 'bfloat16', [1]), 'port-type'],
    ['bytes that are no model', { kind: 'bytes', bytes: Buffer.from('<html>not found</html>') } as const, 'not-onnx'],
    ['a missing file', { kind: 'file', path: join(scratch, 'absent.onnx') } as const, 'not-found'],
  ])('%s is refused with the reason', async (_what, source, reason) => {
    await expect(pool.open(source, onCpu)).rejects.toMatchObject({ code: 'runtime.load-failed', details: { reason } });
  });

  it('names the operator and what to do', async () => {
    const source = oneNodeModel({ opType: 'DecodeImage', domain: 'com.microsoft.extensions' }, 'float32', [1]);
    await expect(pool.open(source, onCpu)).rejects.toMatchObject({
      message: expect.stringMatching(
        /^Loading the model failed: ONNX Runtime has no operator com\.microsoft\.extensions:DecodeImage; .* export the model without/,
      ),
    });
  });

  it('finds weights in a file beside the model, and says when that is missing', async () => {
    const model = fromBinary(ModelProtoSchema, biasModel());
    for (const tensor of model.graph?.initializer ?? []) {
      writeFileSync(join(scratch, 'weights.bin'), tensor.rawData);
      tensor.rawData = new Uint8Array(0);
      tensor.dataLocation = TensorProto_DataLocation.EXTERNAL;
      tensor.externalData = [create(StringStringEntryProtoSchema, { key: 'location', value: 'weights.bin' })];
    }
    const source = { kind: 'file', path: join(scratch, 'split.onnx') } as const;
    writeFileSync(source.path, toBinary(ModelProtoSchema, model));
    const session = await pool.open(source, onCpu);
    expect(floatsOf((await session.run({ x: floatTensor([2], [1, 2]) })).y)).toEqual([11, 22]);
    await session.close();

    rmSync(join(scratch, 'weights.bin'));
    await expect(pool.open(source, onCpu)).rejects.toMatchObject({
      code: 'runtime.load-failed',
      details: { reason: 'external-data', path: expect.stringContaining('weights.bin') },
    });
  });

  it('says that a provider is not in this build, and how to get it', async () => {
    const provider = process.platform === 'win32' ? 'coreml' : 'dml';
    await expect(pool.open(mnist, { ...onCpu, provider })).rejects.toMatchObject({
      code: 'runtime.provider-unavailable',
      details: { provider },
      message: expect.stringContaining('It needs'),
    });
  });

  it('passes config entries and writes the optimized model', async () => {
    const optimizedModelPath = join(scratch, 'optimized.ort');
    const configEntries = { 'session.save_model_format': 'ORT' };
    const session = await pool.open(mnist, { ...onCpu, optimizedModelPath, configEntries });
    await session.close();
    expect(readFileSync(optimizedModelPath).subarray(4, 8).toString('latin1')).toBe('ORTM');
  });

  it('profiles every node on its provider', async () => {
    const session = await pool.open(mnist, { ...onCpu, graphOptimization: 'disabled', profile: true });
    await session.time(digit, 3);
    const layers = await session.endProfile();
    expect(layers.filter((layer) => layer.opType === 'Conv').map((layer) => layer.name)).toEqual([
      'Convolution28',
      'Convolution110',
    ]);
    expect(layers.every((layer) => layer.provider === 'CPUExecutionProvider' && layer.durationMs >= 0)).toBe(true);
    await session.close();
  });
});

describe('memory', () => {
  it('is that of the runner, however much the engine holds', async () => {
    const held = Buffer.alloc(400e6, 1);
    const session = await pool.open(mnist, onCpu);
    const { peakBytes, baselineBytes } = await session.memory();
    expect(baselineBytes).toBeGreaterThan(20e6);
    expect(peakBytes).toBeGreaterThan(baselineBytes);
    expect(peakBytes).toBeLessThan(held.length / 2);
    await session.close();
  });

  it('grows with what a run touches', async () => {
    const session = await pool.open(oneNodeModel({ opType: 'Neg' }, 'float32', ['n']), onCpu);
    const before = await session.memory();
    await session.time({ x: floatTensor([8e6]) }, 1);
    const after = await session.memory();
    // 32 MB in; 32 MB out, once in ONNX Runtime's arena and once as the binding's result. No more: transport leaves nothing.
    expect(after.peakBytes - before.peakBytes).toBeGreaterThan(90e6);
    expect(after.peakBytes - before.peakBytes).toBeLessThan(115e6);
    expect(after.baselineBytes).toBe(before.baselineBytes);
    await session.close();
  });
});

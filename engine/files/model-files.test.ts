import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProto_DataLocation } from 'onnx-buf';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exportFiles, exportOnnx } from '../export/export-onnx.ts';
import { importOnnx } from '../importers/onnx/import-onnx.ts';
import { GraphBuilder } from '../ir/build.ts';
import type { Model } from '../ir/graph.ts';
import { parseGraph } from '../ir/parse.ts';
import { printGraph } from '../ir/print.ts';
import { tensorNumbers } from '../ir/tensor.ts';
import { externalFilesBeside } from './external-files.ts';
import { readModelFile } from './read-model-file.ts';
import { writeAllAtomically, writeAtomically } from './write-atomically.ts';
import { writeModel } from './write-model.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const template = importOnnx(
  exportOnnx({
    graph: parseGraph('y = Conv(x[N,3,8,8], W[4,3,3,3])'),
    irVersion: 8,
    producerName: '',
    producerVersion: '',
    domain: '',
    modelVersion: 0n,
    docString: '',
    metadata: new Map(),
    carried: { functions: [], trainingInfo: [], configurations: [] },
  }),
).model;
const modelOf = (text: string): Model => ({ ...template, graph: parseGraph(text) });

describe('opening', () => {
  test.each([
    ['a path that does not exist', 'missing.onnx', undefined, 'file.not-found'],
    ['an empty file', 'empty.onnx', new Uint8Array(), 'file.empty'],
    [
      'a Keras file under a model name',
      'net.onnx',
      Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a),
      'file.format-unsupported',
    ],
    ['text', 'notes.onnx', new TextEncoder().encode('hello, this is no model'), 'onnx.not-onnx'],
  ])('%s is refused with its name', async (_name, fileName, bytes, code) => {
    const path = join(folder, fileName);
    if (bytes) await writeFile(path, bytes);
    await expect(readModelFile(path)).rejects.toMatchObject({ code, message: expect.stringContaining(fileName) });
  });

  test('a folder is refused with its name', async () => {
    await expect(readModelFile(folder)).rejects.toMatchObject({ code: 'file.is-directory' });
  });

  test('a folder that is a SavedModel is answered with the command that converts it', async () => {
    await writeFile(join(folder, 'saved_model.pb'), Uint8Array.of(8, 1));
    await expect(readModelFile(folder)).rejects.toMatchObject({
      code: 'file.format-unsupported',
      details: { command: `python -m tf2onnx.convert --saved-model ${folder} --output model.onnx` },
    });
  });

  test('a file larger than any ONNX file is recognised by its ends, not read', async () => {
    const path = join(folder, 'huge.bin');
    await writeFile(path, 'GGUF');
    await truncate(path, 2 ** 32);
    await expect(readModelFile(path)).rejects.toMatchObject({
      code: 'file.format-unsupported',
      details: { format: 'GGUF file' },
    });
    await writeFile(path, Uint8Array.of(8, 8));
    await truncate(path, 2 ** 32);
    await expect(readModelFile(path)).rejects.toMatchObject({ code: 'file.too-large' });
  });

  test('commands name a file as they are told to', async () => {
    const path = join(folder, 'net.tflite');
    await writeFile(path, '\x1c\0\0\0TFL3');
    await expect(readModelFile(path, { shownPath: 'net.tflite' })).rejects.toMatchObject({
      message:
        '"net.tflite" is a TensorFlow Lite model, which Lathe does not read. To convert it: python -m tf2onnx.convert --tflite net.tflite --output model.onnx',
    });
  });
});

describe('external data', () => {
  test('beyond 2 GiB is read where it lies, and only then', async () => {
    const offset = 2 ** 31 + 4096;
    const entries = { location: 'far.data', offset: String(offset), length: '8' };
    const initializer = {
      name: 'w',
      dataType: 1,
      dims: [2n],
      dataLocation: TensorProto_DataLocation.EXTERNAL,
      externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
    };
    const node = [{ opType: 'Neg', input: ['w'], output: ['y'] }];
    const graph = { name: 'g', node, output: [{ name: 'y' }], initializer: [initializer] };
    const path = join(folder, 'far.onnx');
    await writeFile(path, toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, graph })));
    // Zeros take no room on the disk.
    await writeFile(join(folder, 'far.data'), '');
    await truncate(join(folder, 'far.data'), offset);
    await appendFile(join(folder, 'far.data'), new Uint8Array(Float32Array.of(1, -2).buffer));
    const opened = await readModelFile(path);
    expect(opened.sizeBytes).toBeGreaterThan(2 ** 31);
    const [tensor] = opened.model.graph.initializers.values();
    expect(tensor && [...tensorNumbers(tensor)]).toEqual([1, -2]);
  });

  test('is read from the folder of the model and counted in its size', async () => {
    const model = modelOf('y = Conv(x[N,3,8,8], W[64,3,8,8])');
    const files = exportFiles(model, { externalFileName: 'm.onnx.data', inlineLimitBytes: 100 });
    await writeFile(
      join(folder, 'm.onnx'),
      [...files.model()].map((chunk) => Buffer.from(chunk)).reduce((a, b) => Buffer.concat([a, b])),
    );
    await writeAtomically(join(folder, 'm.onnx.data'), files.external?.chunks() ?? []);
    const opened = await readModelFile(join(folder, 'm.onnx'));
    expect(opened.sizeBytes).toBe(files.modelByteLength + 64 * 3 * 8 * 8 * 4);
    expect(opened.files).toHaveLength(2);
    const numbers = (source: Model) =>
      [...source.graph.initializers.values()].map((tensor) => [...tensorNumbers(tensor)]);
    expect(numbers(opened.model)).toEqual(numbers(model));
  });

  test.each(['/etc/hostname', '../outside.bin', 'sub/../../outside.bin', 'C:\\secret', 'a\\b', ''])(
    'outside the folder is refused: "%s"',
    async (location) => {
      const beside = externalFilesBeside(join(folder, 'm.onnx'));
      expect(() => beside.byteLengthOf(location)).toThrow(
        expect.objectContaining({ code: 'onnx.external-data-outside' }),
      );
    },
  );

  test('a link that leads out of the folder is refused', async () => {
    await mkdir(join(folder, 'model'));
    await writeFile(join(folder, 'secret'), 'secret');
    await symlink(join(folder, 'secret'), join(folder, 'model', 'weights.bin'));
    const beside = externalFilesBeside(join(folder, 'model', 'm.onnx'));
    expect(() => beside.byteLengthOf('weights.bin')).toThrow(
      expect.objectContaining({ code: 'onnx.external-data-outside' }),
    );
  });
});

describe('writing', () => {
  test('gives a file that opens again, and leaves nothing else', async () => {
    const model = modelOf('y = Relu(Conv(x[N,3,8,8], W[4,3,3,3]))');
    const written = await writeModel(model, join(folder, 'out.onnx'));
    const opened = await readModelFile(written.path);
    expect(printGraph(opened.model.graph)).toBe(printGraph(model.graph));
    expect(opened.sizeBytes).toBe(written.sizeBytes);
    expect(await readdir(folder)).toEqual(['out.onnx']);
  });

  test('never writes over the opened model, not even through a link', async () => {
    const original = join(folder, 'original.onnx');
    await writeModel(template, original);
    const before = await readFile(original);
    await symlink(original, join(folder, 'alias.onnx'));
    for (const path of [original, join(folder, 'alias.onnx')]) {
      await expect(writeModel(modelOf('y = Relu(x[2])'), path, { originals: [original] })).rejects.toMatchObject({
        code: 'export.over-original',
      });
    }
    expect(await readFile(original)).toEqual(before);
  });

  test('leaves an existing file as it was when writing is cancelled or fails halfway', async () => {
    const path = join(folder, 'kept.bin');
    await writeFile(path, 'before');
    const controller = new AbortController();
    function* cancelled() {
      yield Uint8Array.of(1);
      controller.abort();
      yield Uint8Array.of(2);
    }
    await expect(writeAtomically(path, cancelled(), controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    function* broken(): Generator<Uint8Array> {
      yield Uint8Array.of(1);
      throw new RangeError('weights are gone');
    }
    await expect(writeAtomically(path, broken())).rejects.toThrow('weights are gone');
    expect(await readFile(path, 'utf8')).toBe('before');
    expect(await readdir(folder)).toEqual(['kept.bin']);
  });

  test('leaves a model and its weights as they were when only the second of two files fails', async () => {
    const [weights, model] = [join(folder, 'm.onnx.data'), join(folder, 'm.onnx')];
    await writeFile(weights, 'old weights');
    await writeFile(model, 'old model');
    function* broken(): Generator<Uint8Array> {
      yield Uint8Array.of(1);
      throw new RangeError('weights are gone');
    }
    const files = [
      { path: weights, chunks: [Uint8Array.of(2)] },
      { path: model, chunks: broken() },
    ];
    await expect(writeAllAtomically(files)).rejects.toThrow('weights are gone');
    expect(await readFile(weights, 'utf8')).toBe('old weights');
    expect(await readFile(model, 'utf8')).toBe('old model');
    expect((await readdir(folder)).sort()).toEqual(['m.onnx', 'm.onnx.data']);
  });

  test.each([
    ['export.folder-missing', join('no', 'such', 'm.onnx')],
    ['export.is-folder', '.'],
  ])('says so before anything is written: %s', async (code, path) => {
    await expect(writeModel(template, join(folder, path))).rejects.toMatchObject({ code });
    expect(await readdir(folder)).toEqual([]);
  });
});

test('names that rewrites left alike are made unique in the file', async () => {
  const builder = new GraphBuilder({ name: 'twins', opsets: new Map([['', 17]]) });
  const x = builder.value('x', { kind: 'tensor', dataType: 'float32', shape: [2] });
  const [a, b] = [builder.value('same'), builder.value('same')];
  builder.input(x);
  const rest = { domain: '', overload: '', captures: [], attributes: new Map(), name: '' };
  builder.node({ ...rest, opType: 'Relu', inputs: [x], outputs: [a] });
  builder.node({ ...rest, opType: 'Tanh', inputs: [a], outputs: [b] });
  builder.output(b);
  const again = importOnnx(exportOnnx({ ...template, graph: builder.build() })).model.graph;
  expect(printGraph(again)).toBe('t1 = Relu(x[2])\nt2 = Tanh(t1)\nreturn t2');
  expect(again.values.get(again.outputs[0] ?? a)?.name).toBe('same');
});

test('nodes that rewrites left with one name get names of their own', () => {
  const builder = new GraphBuilder({ name: 'twins', opsets: new Map([['', 17]]) });
  const x = builder.value('x', { kind: 'tensor', dataType: 'float32', shape: [2] });
  const [a, b, c] = [builder.value('a'), builder.value('b'), builder.value('c')];
  builder.input(x);
  const rest = { domain: '', overload: '', captures: [], attributes: new Map(), opType: 'Relu' };
  builder.node({ ...rest, name: 'act', inputs: [x], outputs: [a] });
  builder.node({ ...rest, name: 'act', inputs: [a], outputs: [b] });
  builder.node({ ...rest, name: '', inputs: [b], outputs: [c] });
  builder.output(c);
  const again = importOnnx(exportOnnx({ ...template, graph: builder.build() })).model.graph;
  const names = [...again.nodes.values()].map((node) => node.name);
  expect(names[0]).toBe('act');
  expect(names[1]).toMatch(/^act_/);
  expect(names[2]).toBe('');
});

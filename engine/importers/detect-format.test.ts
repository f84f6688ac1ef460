import { readFile } from 'node:fs/promises';
import { create, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ModelProtoSchema } from 'onnx-buf';
import { describe, expect, test } from 'vitest';
import { detectFormat } from './detect-format.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** A protobuf message: numbers become varints, text and bytes length-delimited fields. */
function message(...fields: readonly (readonly [number, number | string | Uint8Array])[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const [number, value] of fields) {
    if (typeof value === 'number') writer.tag(number, WireType.Varint).uint32(value);
    else writer.tag(number, WireType.LengthDelimited).bytes(typeof value === 'string' ? utf8(value) : value);
  }
  return writer.finish();
}

/** The local headers of a zip archive: what its first bytes look like. */
const zip = (...names: readonly string[]) =>
  latin1(names.map((name) => `PK\x03\x04${'\0'.repeat(22)}${String.fromCharCode(name.length)}\0\0\0${name}`).join(''));

const nodeDef = (name: string, op: string, ...inputs: readonly string[]) =>
  [1, message([1, name], [2, op], ...inputs.map((input) => [3, input] as const))] as const;

const graphDef = message(
  nodeDef('image', 'Placeholder'),
  nodeDef('weights', 'Const'),
  nodeDef('conv', 'Conv2D', 'image', 'weights:0'),
  nodeDef('init', 'NoOp'),
  nodeDef("it's", 'Softmax', 'conv', '^init'),
);

const caffeLayer = message([1, 'conv1'], [2, 'Convolution']);

const foreign: readonly (readonly [string, Uint8Array, string, RegExp])[] = [
  [
    'a SavedModel',
    message([1, 1], [2, message([1, message([1, 'v'])])]),
    'TensorFlow SavedModel',
    /--saved-model \/m --output model\.onnx$/,
  ],
  [
    'a frozen graph',
    graphDef,
    'TensorFlow graph (GraphDef)',
    /--graphdef \/m\/net --output model\.onnx --inputs image:0 --outputs 'it'\\''s:0'$/,
  ],
  [
    'a MetaGraphDef',
    message([1, message([4, 'serve'])], [2, graphDef]),
    'TensorFlow checkpoint (MetaGraphDef)',
    /--checkpoint \/m\/net .*--inputs image:0/,
  ],
  [
    'the index of a checkpoint',
    latin1(`${'\0'.repeat(40)}\x57\xfb\x80\x8b\x24\x75\x47\xdb`),
    'TensorFlow checkpoint',
    /--checkpoint \/m\/net\.meta/,
  ],
  ['a graph as text', utf8('node {\n  name: "x"\n  op: "Placeholder"\n}'), 'TensorFlow graph in text form', /^$/],
  [
    'a TensorFlow.js model',
    utf8('{"format": "graph-model", "modelTopology": {}}'),
    'TensorFlow.js model',
    /--tfjs \/m\/net/,
  ],
  ['TensorFlow Lite', latin1('\x1c\0\0\0TFL3\0\0'), 'TensorFlow Lite model', /--tflite \/m\/net/],
  ['Keras in HDF5', latin1('\x89HDF\r\n\x1a\n....model_config..'), 'Keras model (HDF5)', /--keras \/m\/net/],
  [
    'weights in HDF5',
    latin1('\x89HDF\r\n\x1a\n....layer_names..'),
    'HDF5 file of weights',
    /model\.load_weights\("\/m\/net"\)/,
  ],
  [
    'a zipped Keras model',
    zip('metadata.json', 'config.json', 'model.weights.h5'),
    'Keras model',
    /keras\.saving\.load_model\(sys\.argv\[1\]\)\.export\('model\.onnx', format='onnx'\)" \/m\/net$/,
  ],
  [
    'TorchScript',
    zip('net/data.pkl', 'net/code/__torch__.py', 'net/constants.pkl'),
    'TorchScript model',
    /torch\.jit\.load/,
  ],
  [
    'a torch.export archive',
    zip('serialized_exported_program.json'),
    'PyTorch exported program',
    /torch\.export\.load/,
  ],
  [
    'a PyTorch checkpoint',
    zip('archive/data.pkl', 'archive/version'),
    'PyTorch checkpoint',
    /load_state_dict\(torch\.load\("\/m\/net"/,
  ],
  [
    'a PyTorch checkpoint of old',
    latin1('\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.'),
    'PyTorch checkpoint',
    /torch\.onnx\.export/,
  ],
  ['a pickle', latin1('\x80\x04\x95\x10\0\0\0\0\0\0\0}'), 'Python pickle', /torch\.onnx\.export/],
  [
    'scikit-learn',
    latin1('\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c\x10sklearn.ensemble'),
    'scikit-learn model (pickle)',
    /skl2onnx\.to_onnx/,
  ],
  [
    'an MXNet symbol',
    utf8('{\n "nodes": [], "arg_nodes": [0]}'),
    'MXNet network',
    /mxnet\.onnx\.export_model\(.*" \/m\/net/,
  ],
  ['MXNet parameters', latin1('\x12\x01\0\0\0\0\0\0\0\0\0\0'), 'MXNet file of weights', /mxnet\.onnx\.export_model/],
  [
    'a Chainer snapshot',
    zip('predictor/conv1/W.npy'),
    'Chainer snapshot (npz)',
    /onnx_chainer\.export\(model, x, filename="model\.onnx"\)$/,
  ],
  ['OpenVINO', utf8('<?xml version="1.0"?>\n<net name="net" version="11">'), 'OpenVINO IR', /^$/],
  [
    'safetensors',
    latin1('\x40\0\0\0\0\0\0\0{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'),
    'safetensors file',
    /optimum-cli export onnx --model \/m onnx-model/,
  ],
  ['GGUF', latin1('GGUF\x03\0\0\0'), 'GGUF file', /^$/],
  [
    'Core ML',
    message([1, 4], [2, message([1, 'in'])], [500, message([1, 'l'])]),
    'Core ML model',
    /onnxmltools\.convert_coreml/,
  ],
  ['a Core ML program', message([1, 7], [2, message([1, 'in'])], [502, message([1, 'p'])]), 'Core ML program', /^$/],
  [
    'PaddlePaddle',
    message([1, message([1, 0], [2, 4_294_967_295], [3, 'v'])]),
    'PaddlePaddle model',
    /paddle2onnx --model_dir \/m --model_filename net --params_filename net\.pdiparams/,
  ],
  ['ncnn', utf8('7767517\n75 83\nInput data 0 1 data'), 'ncnn network', /pnnx model\.pt/],
  ['an .ort file', latin1('\x18\0\0\0ORTM'), 'model in the format of ONNX Runtime (.ort)', /^$/],
  [
    'a pointer of Git LFS',
    utf8('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'),
    'Git LFS pointer',
    /git lfs pull --include net$/,
  ],
  ['a web page', utf8('<!DOCTYPE html><html>'), 'web page', /^$/],
  ['arrays', zip('x.npy', 'y.npy'), 'file of NumPy arrays', /^$/],
  ['gzip', latin1('\x1f\x8b\x08\0'), 'compressed file', /^$/],
];

test.each(foreign)('%s is recognised, with the command that converts it', (_name, bytes, format, command) => {
  const detected = detectFormat(bytes);
  expect(detected).toMatchObject({ kind: 'foreign', format });
  const conversion = detected.kind === 'foreign' ? detected.conversion('/m/net') : {};
  expect(conversion.command ?? '').toMatch(command);
  expect(conversion.command ?? conversion.advice ?? '').not.toBe('');
});

test('names in a command are quoted for the shell', () => {
  const detected = detectFormat(graphDef);
  const conversion = detected.kind === 'foreign' ? detected.conversion('/m/a b; rm -rf $(x).pb') : {};
  expect(conversion.command).toContain("--graphdef '/m/a b; rm -rf $(x).pb' ");
});

describe('Caffe', () => {
  test.each([
    ['layers of V2', 'name: "net"\nlayer {\n  name: "data"\n}'],
    ['layers of V1', 'name: "net"\nlayers {\n  name: "data" type: DATA }'],
    ['comments and an input first', '# a comment\n\n# another\ninput: "data"\ninput_dim: 1\nlayer { name: "c" }'],
    ['no name', 'layer { name: "data" type: "Input" }'],
    ['a message after a colon', "name: 'net'\nlayer: { name: 'data' }"],
  ])('a network in text form is recognised: %s', (_name, text) => {
    expect(detectFormat(utf8(text))).toEqual({ kind: 'caffe', part: 'prototxt' });
  });

  test.each([
    ['layers of V2', message([1, 'net'], [100, caffeLayer])],
    ['layers of V1', message([1, 'net'], [2, message([4, 'conv1'], [5, 4])])],
    ['inputs before layers', message([1, 'net'], [3, 'data'], [4, 1], [100, caffeLayer])],
    ['layers alone', message([100, caffeLayer], [100, caffeLayer])],
  ])('a network with weights is recognised: %s', (_name, bytes) => {
    expect(detectFormat(bytes)).toEqual({ kind: 'caffe', part: 'caffemodel' });
  });
});

describe('ONNX', () => {
  const model = (rest: object) =>
    toBinary(ModelProtoSchema, create(ModelProtoSchema, { graph: { name: 'g' }, ...rest }));
  test.each([
    ['with a version first', model({ irVersion: 8n, producerName: 'pytorch' })],
    ['without a version', model({ producerName: 'pytorch', domain: 'x' })],
    ['with nothing but a graph', model({})],
    [
      'that speaks of other formats',
      model({ irVersion: 8n, docString: '<net name="x"> node { name: layer { "arg_nodes" model_config PK' }),
    ],
  ])('is recognised %s', (_name, bytes) => {
    expect(detectFormat(bytes)).toEqual({ kind: 'onnx' });
  });

  test('is recognised in the samples', async () => {
    for (const path of ['engine/testing/models/mnist.onnx', 'assets/samples/inception-fashion/model.onnx'])
      expect(detectFormat(await readFile(path))).toEqual({ kind: 'onnx' });
  });
});

test.each([
  ['nothing', new Uint8Array()],
  ['text', utf8('hello, this is no model')],
  ['noise', Uint8Array.of(0xff, 0xfe, 0xfd, 0xfc, 0xfb)],
  ['an endless number', new Uint8Array(64).fill(0xff)],
])('%s is no known format', (_name, bytes) => {
  expect(detectFormat(bytes)).toEqual({ kind: 'unknown' });
});

import { dirname } from 'node:path';
import { findField, hasFieldsAfterVersion, isText, protoFields } from '../proto-fields.ts';
import {
  ascii,
  type Conversion,
  type ForeignFormat,
  isJson,
  noConversion,
  shell,
  startsWith,
} from './foreign-format.ts';
import { shellQuote } from './shell-quote.ts';
import { findTensorflowPorts } from './tensorflow-ports.ts';
import { tf2onnx } from './tf2onnx.ts';

/** Inputs and outputs are words of the command that converts a graph. */
function convertGraph(option: 'graphdef' | 'checkpoint', path: string, graphDef: Uint8Array): Conversion {
  const ports = findTensorflowPorts(graphDef);
  const [inputs, outputs] = [ports?.inputs ?? ['INPUT:0'], ports?.outputs ?? ['OUTPUT:0']];
  const command = `${tf2onnx(option, path)} --inputs ${shellQuote(inputs.join(','))} --outputs ${shellQuote(outputs.join(','))}`;
  return ports ? shell(command) : shell(command, 'Replace INPUT and OUTPUT by the names of its nodes.');
}

/** Source: node_def.proto: name = 1 and op = 2, both text. */
function isNodeDef(bytes: Uint8Array | undefined): boolean {
  const [name, op] = bytes ? protoFields(bytes, 2) : [];
  const isTextAt = (field: typeof name, number: number) =>
    field?.number === number && field.wireType === 2 && isText(field.bytes);
  return isTextAt(name, 1) && isTextAt(op, 2);
}

export const tensorflowLite: ForeignFormat = {
  format: 'TensorFlow Lite model',
  matches: ({ head }) => startsWith(head, ascii('TFL3'), 4),
  conversion: (path) => shell(tf2onnx('tflite', path)),
};

export const tensorflowJs: ForeignFormat = {
  format: 'TensorFlow.js model',
  matches: (sample) => isJson(sample) && sample.text.includes('"modelTopology"'),
  conversion: (path) => shell(tf2onnx('tfjs', path)),
};

export const graphDef: ForeignFormat = {
  format: 'TensorFlow graph (GraphDef)',
  matches: (sample) => isNodeDef(findField(sample.head, 1, 1)),
  conversion: (path, { head }) => convertGraph('graphdef', path, head),
};

export const graphDefText: ForeignFormat = {
  format: 'TensorFlow graph in text form',
  matches: ({ text }) => /^\s*node\s*\{\s*name\s*:/.test(text),
  conversion: () =>
    noConversion(
      'Write it as a binary GraphDef in Python first: tf.io.write_graph(graph, ".", "graph.pb", as_text=False).',
    ),
};

export const metaGraphDef: ForeignFormat = {
  format: 'TensorFlow checkpoint (MetaGraphDef)',
  // Source: meta_graph.proto: MetaGraphDef: meta_info_def = 1, graph_def = 2, whose nodes are field 1.
  matches: ({ head }) => isNodeDef(findField(findField(head, 2) ?? new Uint8Array(), 1, 1)),
  conversion: (path, { head }) => convertGraph('checkpoint', path, findField(head, 2) ?? head),
};

export const tensorflowCheckpoint: ForeignFormat = {
  format: 'TensorFlow checkpoint',
  // An index is a table of LevelDB, which ends in its magic number.
  matches: ({ tail, text }) =>
    startsWith(tail, [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb], tail.byteLength - 8) ||
    text.startsWith('model_checkpoint_path:'),
  conversion: (path) =>
    shell(
      `${tf2onnx('checkpoint', `${path.replace(/\.index$/, '')}.meta`)} --inputs INPUT:0 --outputs OUTPUT:0`,
      'Its graph is in the .meta file beside it; that of a TensorFlow 2 model is in its program only. Replace INPUT and OUTPUT by the names of its nodes.',
    ),
};

export const savedModel: ForeignFormat = {
  format: 'TensorFlow SavedModel',
  // Source: saved_model.proto: saved_model_schema_version = 1, meta_graphs = 2.
  matches: (sample) => hasFieldsAfterVersion(sample.head, (number) => number === 2),
  conversion: (path) => savedModelConversion(dirname(path)),
};

export const savedModelConversion = (folder: string): Conversion => shell(tf2onnx('saved-model', folder));

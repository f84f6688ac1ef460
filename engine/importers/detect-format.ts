/** What a file is, by its content. Names and extensions are not looked at, except to tell protobufs apart. */
export type DetectedFormat =
  | { readonly kind: 'onnx' }
  | { readonly kind: 'foreign'; readonly format: string; readonly advice: string }
  | { readonly kind: 'unknown' };

interface ForeignFormat {
  readonly format: string;
  readonly advice: string;
  matches(head: Uint8Array, text: string): boolean;
}

const startsWith = (head: Uint8Array, bytes: readonly number[], at = 0) =>
  bytes.every((byte, index) => head[at + index] === byte);
const ascii = (text: string) => [...text].map((char) => char.charCodeAt(0));

/** Formats that can be converted, with the command that does it. */
const foreignFormats: readonly ForeignFormat[] = [
  {
    format: 'Keras or HDF5',
    advice: 'Convert it with: python -m tf2onnx.convert --keras MODEL.h5 --output model.onnx',
    matches: (head) => startsWith(head, [0x89, ...ascii('HDF'), 0x0d, 0x0a]),
  },
  {
    format: 'TensorFlow Lite',
    advice: 'Convert it with: python -m tf2onnx.convert --tflite MODEL.tflite --output model.onnx',
    matches: (head) => startsWith(head, ascii('TFL3'), 4),
  },
  {
    format: 'PyTorch',
    advice: 'Load it in Python and export it with: torch.onnx.export(model, example_inputs, "model.onnx", dynamo=True)',
    matches: (head, text) =>
      (startsWith(head, ascii('PK')) && /data\.pkl|\/version|constants\.pkl/.test(text)) ||
      startsWith(head, [0x80, 0x02]),
  },
  {
    format: 'Keras 3 or zipped',
    advice: 'If it is a Keras model, load it in Python and export it with: model.export("model.onnx", format="onnx")',
    matches: (head) => startsWith(head, ascii('PK')),
  },
  {
    format: 'safetensors',
    advice:
      'It holds weights without a graph. Convert the model it belongs to with: optimum-cli export onnx --model FOLDER OUT',
    matches: (head, text) => head[7] === 0 && head[8] === 0x7b && text.includes('data_offsets'),
  },
  {
    format: 'GGUF',
    advice: 'It holds weights for llama.cpp; export the original model to ONNX instead.',
    matches: (head) => startsWith(head, ascii('GGUF')),
  },
  {
    format: 'OpenVINO IR',
    advice: 'OpenVINO cannot write ONNX; export the model that the IR was made from.',
    matches: (_head, text) => /<net\s[^>]*name=/.test(text),
  },
  {
    format: 'MXNet',
    advice:
      'Convert it in Python with: mxnet.onnx.export_model("symbol.json", "model.params", [shape], [dtype], "model.onnx")',
    matches: (_head, text) => /^\s*\{/.test(text) && text.includes('"arg_nodes"'),
  },
  {
    format: 'Caffe network (prototxt)',
    advice: 'Caffe models cannot be opened by this version; convert the network to ONNX first.',
    matches: (_head, text) =>
      /^\s*(#[^\n]*\n\s*)*(name\s*:|input\s*:|layers?\s*\{)/.test(text) && /\b(layers?|layer)\s*\{/.test(text),
  },
  {
    format: 'image',
    advice: 'Open a model first, then choose images as its data.',
    matches: (head) => startsWith(head, [0x89, ...ascii('PNG')]) || startsWith(head, [0xff, 0xd8, 0xff]),
  },
];

/**
 * Recognises a file by its first bytes. An ONNX file is a ModelProto: a field 1 varint (ir_version) or another of its fields first;
 * anything that could be one is called ONNX, and the decoder has the last word.
 */
export function detectFormat(head: Uint8Array): DetectedFormat {
  const text = new TextDecoder('latin1').decode(head.subarray(0, 65536));
  const foreign = foreignFormats.find((format) => format.matches(head, text));
  if (foreign) return { kind: 'foreign', format: foreign.format, advice: foreign.advice };
  return couldBeModelProto(head) ? { kind: 'onnx' } : { kind: 'unknown' };
}

/** Source: onnx.proto, ModelProto: fields 1 to 8 and 14, 20, 25, 26 with their wire types. */
function couldBeModelProto(head: Uint8Array): boolean {
  const tag = head[0] ?? 0;
  const [field, wireType] = [tag >>> 3, tag & 7];
  if (field === 1 || field === 5) return wireType === 0;
  return (field >= 2 && field <= 8) || field === 14 ? wireType === 2 : false;
}

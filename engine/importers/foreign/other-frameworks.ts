import { basename, dirname } from 'node:path';
import { findField } from '../proto-fields.ts';
import {
  ascii,
  exampleShape,
  type ForeignFormat,
  isJson,
  isPickle,
  isZip,
  noConversion,
  python,
  pythonText,
  shell,
  startsWith,
} from './foreign-format.ts';
import { shellQuote } from './shell-quote.ts';

export const chainerSnapshot: ForeignFormat = {
  format: 'Chainer snapshot (npz)',
  matches: (sample) => isZip(sample) && /[^\0]\/[^\0/]+\.npy/.test(sample.text),
  conversion: (path) =>
    python(
      `chainer.serializers.load_npz(${pythonText(path)}, model); onnx_chainer.export(model, x, filename="model.onnx")`,
      'It holds weights without a graph. Build the chain `model` and an example input `x` in Python first.',
    ),
};

export const scikitLearn: ForeignFormat = {
  format: 'scikit-learn model (pickle)',
  matches: (sample) => isPickle(sample) && sample.text.includes('sklearn'),
  conversion: () =>
    python(
      'open("model.onnx", "wb").write(skl2onnx.to_onnx(model, X[:1]).SerializeToString())',
      'Load `model` in Python first, with some of its input data as `X`.',
    ),
};

export const safetensors: ForeignFormat = {
  format: 'safetensors file',
  matches: ({ head, text }) => head[7] === 0 && /^\{\s*"/.test(text.slice(8)) && /data_offsets|__metadata__/.test(text),
  conversion: (path) =>
    shell(
      `optimum-cli export onnx --model ${shellQuote(dirname(path))} onnx-model`,
      'It holds weights without a graph. This converts a Hugging Face model with its config.json beside it.',
    ),
};

export const gguf: ForeignFormat = {
  format: 'GGUF file',
  matches: ({ head }) => startsWith(head, ascii('GGUF')),
  conversion: () =>
    noConversion('It holds weights for llama.cpp without a graph; export the original model to ONNX instead.'),
};

export const openVino: ForeignFormat = {
  format: 'OpenVINO IR',
  matches: ({ text }) => /^\s*(<\?xml[^>]*>\s*)?<net\s/.test(text),
  conversion: () =>
    noConversion('OpenVINO cannot write ONNX. Open the model that the IR was made from, or convert that one.'),
};

export const paddlePaddle: ForeignFormat = {
  format: 'PaddlePaddle model',
  // Source: paddle framework.proto: ProgramDesc.blocks = 1, BlockDesc: idx = 1, parent_idx = 2.
  matches: (sample) =>
    (isJson(sample) && /"magic"\s*:\s*"pir"/.test(sample.text)) ||
    startsWith(findField(sample.head, 1, 1) ?? new Uint8Array(), [8, 0, 16]),
  conversion: (path) =>
    shell(
      `paddle2onnx --model_dir ${shellQuote(dirname(path))} --model_filename ${shellQuote(basename(path))} --params_filename ${shellQuote(`${basename(path).replace(/\.(pdmodel|json)$/, '')}.pdiparams`)} --save_file model.onnx`,
    ),
};

export const ncnn: ForeignFormat = {
  format: 'ncnn network',
  matches: ({ text }) => /^7767517\r?\n/.test(text),
  conversion: () =>
    shell(
      "pnnx model.pt 'inputshape=[1,3,224,224]'",
      `ncnn models cannot be turned back. From the TorchScript model that it was made of, this writes model.pnnx.onnx. ${exampleShape}`,
    ),
};

export const ortFormat: ForeignFormat = {
  format: 'model in the format of ONNX Runtime (.ort)',
  matches: ({ head }) => startsWith(head, ascii('ORTM'), 4),
  conversion: () => noConversion('It was made from an ONNX file, which it cannot be turned back into; open that one.'),
};

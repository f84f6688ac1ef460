import {
  type FileSample,
  type ForeignFormat,
  isZip,
  python,
  pythonLine,
  pythonText,
  shell,
  startsWith,
} from './foreign-format.ts';
import { tf2onnx } from './tf2onnx.ts';

const isHdf5 = ({ head }: FileSample): boolean => startsWith(head, [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]);

export const kerasHdf5: ForeignFormat = {
  format: 'Keras model (HDF5)',
  matches: (sample) => isHdf5(sample) && sample.text.includes('model_config'),
  conversion: (path) => shell(tf2onnx('keras', path)),
};

export const hdf5Weights: ForeignFormat = {
  format: 'HDF5 file of weights',
  matches: isHdf5,
  conversion: (path) =>
    python(
      `model.load_weights(${pythonText(path)}); model.export("model.onnx", format="onnx")`,
      'It may hold weights without a graph. If it does hold a Keras model, ' +
        `convert it with: ${tf2onnx('keras', path)}. Else build the network in Python first.`,
    ),
};

export const kerasZip: ForeignFormat = {
  format: 'Keras model',
  matches: (sample) => isZip(sample) && /model\.weights\.h5|config\.json/.test(sample.text),
  conversion: (path) =>
    shell(
      pythonLine("import sys, keras; keras.saving.load_model(sys.argv[1]).export('model.onnx', format='onnx')", path),
    ),
};

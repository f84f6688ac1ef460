import { exampleShape, type ForeignFormat, isJson, pythonLine, shell, startsWith } from './foreign-format.ts';

/** Source: MXNet 1.9, mxnet.onnx.export_model. */
const exportLine = (symbol: string, params: string): string =>
  pythonLine(
    "import sys, numpy, mxnet; mxnet.onnx.export_model(sys.argv[1], sys.argv[2], [(1, 3, 224, 224)], [numpy.float32], 'model.onnx')",
    symbol,
    params,
  );

export const mxnetNetwork: ForeignFormat = {
  format: 'MXNet network',
  matches: (sample) => isJson(sample) && sample.text.includes('"arg_nodes"'),
  conversion: (path) => shell(exportLine(path, path.replace(/(-symbol)?\.json$/, '-0000.params')), exampleShape),
};

export const mxnetWeights: ForeignFormat = {
  format: 'MXNet file of weights',
  // Source: mxnet/src/ndarray/ndarray.cc, kMXAPINDArrayListMagic.
  matches: ({ head }) => startsWith(head, [0x12, 0x01, 0, 0, 0, 0, 0, 0]),
  conversion: (path) =>
    shell(
      exportLine(path.replace(/(-\d{4})?\.params$/, '-symbol.json'), path),
      `Its network is the -symbol.json beside it. ${exampleShape}`,
    ),
};

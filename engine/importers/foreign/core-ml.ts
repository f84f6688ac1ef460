import { hasFieldsAfterVersion } from '../proto-fields.ts';
import { type ForeignFormat, noConversion, pythonLine, shell } from './foreign-format.ts';

export const coreMlProgram: ForeignFormat = {
  format: 'Core ML program',
  // Source: Model.proto of Core ML: mlProgram = 502.
  matches: (sample) => hasFieldsAfterVersion(sample.head, (number) => number === 502),
  conversion: () => noConversion('ML programs cannot be converted to ONNX; convert the model that it was made from.'),
};

export const coreMlModel: ForeignFormat = {
  format: 'Core ML model',
  matches: (sample) => hasFieldsAfterVersion(sample.head, (number) => number >= 200),
  conversion: (path) =>
    shell(
      pythonLine(
        "import sys, coremltools, onnxmltools; onnxmltools.utils.save_model(onnxmltools.convert_coreml(coremltools.utils.load_spec(sys.argv[1])), 'model.onnx')",
        path,
      ),
    ),
};

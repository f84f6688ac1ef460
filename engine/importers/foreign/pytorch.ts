import {
  exampleShape,
  type ForeignFormat,
  isPickle,
  isZip,
  python,
  pythonLine,
  pythonText,
  shell,
  startsWith,
} from './foreign-format.ts';

export const torchScript: ForeignFormat = {
  format: 'TorchScript model',
  matches: (sample) => isZip(sample) && /constants\.pkl|\/code\/__torch__/.test(sample.text),
  conversion: (path) =>
    shell(
      pythonLine(
        "import sys, torch; torch.onnx.export(torch.jit.load(sys.argv[1], map_location='cpu').eval(), (torch.randn(1, 3, 224, 224),), 'model.onnx', dynamo=False)",
        path,
      ),
      exampleShape,
    ),
};

export const exportedProgram: ForeignFormat = {
  format: 'PyTorch exported program',
  matches: (sample) =>
    isZip(sample) && /serialized_exported_program|archive_format|models\/model\.json/.test(sample.text),
  conversion: (path) =>
    shell(
      pythonLine(
        "import sys, torch; torch.onnx.export(torch.export.load(sys.argv[1]), (), 'model.onnx', dynamo=True)",
        path,
      ),
    ),
};

export const pytorchCheckpoint: ForeignFormat = {
  format: 'PyTorch checkpoint',
  matches: (sample) =>
    (isZip(sample) && /data\.pkl/.test(sample.text)) ||
    // The magic number that torch.save wrote before version 1.6.
    startsWith(sample.head, [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20]),
  conversion: (path) =>
    python(
      `model.load_state_dict(torch.load(${pythonText(path)}, map_location="cpu")); torch.onnx.export(model.eval(), (torch.randn(1, 3, 224, 224),), "model.onnx", dynamo=True)`,
      `It holds weights without a graph. Build the network in Python first. ${exampleShape}`,
    ),
};

export const pythonPickle: ForeignFormat = {
  format: 'Python pickle',
  matches: isPickle,
  conversion: () =>
    python(
      'torch.onnx.export(model.eval(), (torch.randn(1, 3, 224, 224),), "model.onnx", dynamo=True)',
      `If it holds a PyTorch model, load it as \`model\` in Python first. ${exampleShape}`,
    ),
};

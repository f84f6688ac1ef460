/** What an exported variant is called: 'resnet50.onnx' as INT8 is 'resnet50.int8.onnx'. */
export const variantFileName = (modelName: string, kind: string): string =>
  `${modelName.replace(/\.onnx$/i, '')}.${kind}.onnx`;

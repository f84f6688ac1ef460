const modelExtensions = ['.onnx', '.prototxt', '.caffemodel'];

/**
 * The file to open among several: the first with a model's extension, in the order ONNX, Caffe network, Caffe weights;
 * a single file of any name is taken as it is, because the engine looks at the content. The others are its external data, or the
 * weights of the network.
 */
export function findMainFile<T extends { readonly name: string }>(files: readonly T[]): T | undefined {
  for (const extension of modelExtensions) {
    const match = files.find(({ name }) => name.toLowerCase().endsWith(extension));
    if (match !== undefined) return match;
  }
  return files.length === 1 ? files[0] : undefined;
}

/** The weights among the files of a Caffe network. */
export const findWeightsFile = <T extends { readonly name: string }>(files: readonly T[]): T | undefined =>
  files.find(({ name }) => name.toLowerCase().endsWith('.caffemodel'));

/** Files that were dropped together, as one group for each ONNX model among them: the others may be its external data. */
export function toModelGroups<T extends { readonly name: string }>(files: readonly T[]): readonly (readonly T[])[] {
  const isOnnx = ({ name }: T) => name.toLowerCase().endsWith('.onnx');
  const models = files.filter(isOnnx);
  if (models.length < 2) return [files];
  const others = files.filter((file) => !isOnnx(file));
  return models.map((model) => [model, ...others]);
}

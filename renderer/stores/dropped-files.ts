interface Named {
  readonly name: string;
}

const modelExtensions = ['.onnx', '.prototxt', '.caffemodel'];

const hasExtension = ({ name }: Named, extension: string) => name.toLowerCase().endsWith(extension);
const stemOf = ({ name }: Named) => name.toLowerCase().replace(/\.[^.]*$/, '');

/**
 * The file to open among several: the first with a model's extension, in the order ONNX, Caffe network, Caffe weights;
 * a single file of any name is taken as it is, because the engine looks at the content. The others are its external data, or the
 * weights of the network.
 */
export function findMainFile<T extends Named>(files: readonly T[]): T | undefined {
  for (const extension of modelExtensions) {
    const match = files.find((file) => hasExtension(file, extension));
    if (match !== undefined) return match;
  }
  return files.length === 1 ? files[0] : undefined;
}

/** The weights among the files of a Caffe network. */
export const findWeightsFile = <T extends Named>(files: readonly T[]): T | undefined =>
  files.find((file) => hasExtension(file, '.caffemodel'));

/**
 * Files that came together, as one group for each model among them. What is no model may be the external data of any ONNX model; without
 * a model among them they are one group.
 */
export function toModelGroups<T extends Named>(files: readonly T[]): readonly (readonly T[])[] {
  const onnx = files.filter((file) => hasExtension(file, '.onnx'));
  const networks = files.filter((file) => hasExtension(file, '.prototxt'));
  const weights = files.filter((file) => hasExtension(file, '.caffemodel'));
  const others = files.filter((file) => ![...onnx, ...networks, ...weights].includes(file));
  const pairs = pairsOf(networks, weights);
  const alone = weights.filter((file) => !pairs.flat().includes(file));
  const groups = [...onnx.map((model) => [model, ...others]), ...pairs, ...alone.map((file) => [file])];
  return groups.length === 0 ? [files] : groups;
}

/**
 * Caffe networks with the weights of their own names. The only weights there are, where no network has their name, belong to the network
 * that is deployed; what is beside it describes how it was trained, and has nothing to show.
 */
function pairsOf<T extends Named>(networks: readonly T[], weights: readonly T[]): readonly (readonly T[])[] {
  const pairs = networks.map((network) => [
    network,
    ...weights.filter((file) => stemOf(file) === stemOf(network)).slice(0, 1),
  ]);
  if (weights.length !== 1 || pairs.some((pair) => pair.length > 1)) return pairs;
  const deployed = networks.find((network) => stemOf(network).includes('deploy')) ?? networks[0];
  return deployed === undefined ? [] : [[deployed, ...weights]];
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { samplePath, scratchFolder } from '../../accuracy/testing/scratch.ts';
import { exportOnnx } from '../../export/export-onnx.ts';
import { parseGraph } from '../../ir/parse.ts';
import { modelOf } from '../../testing/run-graph.ts';
import { type LoadedModel, loadModel } from '../load-model.ts';

export const mnistPath = fileURLToPath(new URL('../../testing/models/mnist.onnx', import.meta.url));
/** Caffe's LeNet, for use, with its trained weights beside it. */
export const lenetPath = fileURLToPath(new URL('../../testing/models/lenet.prototxt', import.meta.url));
export const lenetWeightsPath = fileURLToPath(
  new URL('../../testing/models/lenet_iter_10000.caffemodel', import.meta.url),
);
/** Caffe's GoogLeNet, of which there are no weights. */
export const googlenetPath = fileURLToPath(
  new URL('../../testing/models/bvlc_googlenet_deploy.prototxt', import.meta.url),
);
export const samplesFolder = fileURLToPath(new URL('../../../assets/samples/', import.meta.url));
export const sampleModelPath = samplePath('model.onnx');

/** Writes a graph in its text form as an ONNX file, in a folder that is gone when the test ends. */
export async function writeGraph(text: string, name = 'model.onnx'): Promise<string> {
  const path = join(await scratchFolder(), name);
  await writeFile(path, exportOnnx(modelOf(parseGraph(text))));
  return path;
}

export const loadGraph = async (text: string): Promise<LoadedModel> => loadModel(await writeGraph(text));

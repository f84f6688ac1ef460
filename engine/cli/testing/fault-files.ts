import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { idxBytes, npyBytes } from '../../accuracy/testing/array-files.ts';
import { scratchFolder } from '../../accuracy/testing/scratch.ts';
import { exportFiles, exportOnnx } from '../../export/export-onnx.ts';
import { parseGraph } from '../../ir/parse.ts';
import { encodeModel } from '../../runtime/onnx-model.ts';
import { modelOf } from '../../testing/run-graph.ts';

const graphBytes = (text: string) => exportOnnx(modelOf(parseGraph(text)));

const port = (name: string) => ({ name, dataType: 'float32', dims: [4] }) as const;

const cyclic = () =>
  encodeModel({
    inputs: [port('x')],
    outputs: [port('b')],
    nodes: [
      { opType: 'Add', name: 'first', inputs: ['x', 'b'], outputs: ['a'] },
      { opType: 'Relu', name: 'second', inputs: ['a'], outputs: ['b'] },
    ],
  });

/** A model whose weights are said to lie in 'weights.bin', which is not there. */
function weightless(): Uint8Array {
  const files = exportFiles(modelOf(parseGraph('y = MatMul(x[1,64], W[64,64])')), {
    externalFileName: 'weights.bin',
    inlineLimitBytes: 1000,
  });
  return Buffer.concat([...files.model()]);
}

/** Four images of the given side and three or four labels beside each other, as IDX. */
const images = (side: number) => idxBytes([4, side, side], Array<number>(4 * side * side).fill(7));
const labels = (...values: number[]) => idxBytes([values.length], values);

/** A folder of files that are wrong in one way each, and a few that are right. */
export async function faultFiles(): Promise<string> {
  const folder = await scratchFolder({
    'empty.onnx': '',
    'random.onnx': Buffer.concat([Buffer.from([0xff]), randomBytes(5000)]),
    'text.onnx': 'hello, this is no model at all\n',
    'picture.onnx': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    'cyclic.onnx': cyclic(),
    'weightless.onnx': weightless(),
    'custom.onnx': graphBytes('y = my.domain::Odd(x[1,4])'),
    'open.onnx': graphBytes('y = MatMul(x[N,T,8], W[8,8])'),
    'relu.onnx': graphBytes('y = Relu(x[N,4])'),
    'ten.onnx': graphBytes('y = MatMul(Reshape(x[N,1,4,4], int64{-1,16}), W[16,10])'),
    'fit-images-idx3-ubyte': images(4),
    'fit-labels-idx1-ubyte': labels(0, 9, 3, 1),
    'large-images-idx3-ubyte': images(5),
    'three-labels': labels(0, 1, 2),
    'eleven-labels': labels(0, 10, 2, 3),
    'floats.npy': npyBytes('<f4', [4, 1, 4, 4], new Float32Array(64)),
  });
  await mkdir(join(folder, 'folder'));
  await mkdir(join(folder, 'no-images'));
  await writeFile(join(folder, 'no-images', 'readme.txt'), 'nothing to see');
  return folder;
}

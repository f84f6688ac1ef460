import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import { findWeightsBeside } from './weights-beside.ts';

/** What is found for a network in a folder with these files: the file's name, or why there is none. */
async function find(prototxt: string, others: readonly string[]): Promise<string> {
  const folder = await scratchFolder();
  for (const name of others) await writeFile(join(folder, name), 'x');
  const found = await findWeightsBeside(join(folder, prototxt));
  return found.kind === 'found' ? found.path.slice(folder.length + 1) : found.kind;
}

test.each([
  ['of the same name', 'a.prototxt', ['b.caffemodel', 'a.caffemodel'], 'a.caffemodel'],
  [
    'but for what the files are for',
    'ResNet-50-deploy.prototxt',
    ['ResNet-50-model.caffemodel', 'ResNet-101-model.caffemodel'],
    'ResNet-50-model.caffemodel',
  ],
  [
    'of the last iteration',
    'lenet.prototxt',
    ['lenet_iter_5000.caffemodel', 'lenet_iter_10000.caffemodel', 'b.caffemodel'],
    'lenet_iter_10000.caffemodel',
  ],
  [
    'of the network that it was trained as',
    'lenet_train_test.prototxt',
    ['lenet_iter_10000.caffemodel', 'b.caffemodel'],
    'lenet_iter_10000.caffemodel',
  ],
  [
    'that are the only ones',
    'deploy.prototxt',
    ['bvlc_googlenet.caffemodel', 'mean.binaryproto'],
    'bvlc_googlenet.caffemodel',
  ],
  ['of upper case', 'A.prototxt', ['A.CAFFEMODEL'], 'A.CAFFEMODEL'],
])('finds weights %s', async (_what, prototxt, others, expected) =>
  expect(await find(prototxt, others)).toBe(expected),
);

test.each([
  ['there are none', 'a.prototxt', ['a.onnx'], 'none'],
  ['several are of other names', 'deploy.prototxt', ['a.caffemodel', 'b.caffemodel'], 'ambiguous'],
  [
    'numbers tell networks apart',
    'ResNet-152-deploy.prototxt',
    ['ResNet-50.caffemodel', 'ResNet-101.caffemodel'],
    'ambiguous',
  ],
])('finds none where %s', async (_what, prototxt, others, expected) =>
  expect(await find(prototxt, others)).toBe(expected),
);

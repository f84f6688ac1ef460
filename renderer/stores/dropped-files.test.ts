import { expect, it } from 'vitest';
import { findMainFile, toModelGroups } from './dropped-files.ts';

it.each([
  [['net.onnx'], 'net.onnx'],
  [['net.onnx.data', 'net.ONNX'], 'net.ONNX'],
  [['model.pb'], 'model.pb'],
  [['lenet.caffemodel', 'lenet.prototxt'], 'lenet.prototxt'],
  [['lenet.caffemodel'], 'lenet.caffemodel'],
  [['a.bin', 'b.bin'], undefined],
  [[], undefined],
])('among %j opens %s', (names, expected) => {
  expect(findMainFile(names.map((name) => ({ name })))?.name).toBe(expected);
});

it.each([
  [['a.onnx', 'a.onnx.data'], [['a.onnx', 'a.onnx.data']]],
  [
    ['a.onnx', 'b.onnx', 'b.data'],
    [
      ['a.onnx', 'b.data'],
      ['b.onnx', 'b.data'],
    ],
  ],
  [['net.prototxt', 'other.caffemodel'], [['net.prototxt', 'other.caffemodel']]],
  [['solver.prototxt', 'deploy.prototxt', 'iter_9000.caffemodel'], [['deploy.prototxt', 'iter_9000.caffemodel']]],
  [['model.pb'], [['model.pb']]],
  [
    ['b.caffemodel', 'a.prototxt', 'B.prototxt', 'c.caffemodel', 'd.onnx', 'd.data'],
    [['d.onnx', 'd.data'], ['a.prototxt'], ['B.prototxt', 'b.caffemodel'], ['c.caffemodel']],
  ],
])('opens of %j each model with what may belong to it', (names, groups) => {
  const found = toModelGroups(names.map((name) => ({ name })));
  expect(found.map((files) => files.map(({ name }) => name))).toEqual(groups);
});

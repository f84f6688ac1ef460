import { expect, it } from 'vitest';
import { findMainFile } from './dropped-files.ts';

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

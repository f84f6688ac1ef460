import { expect, test } from 'vitest';
import { variantFileName } from './variant-file-name.ts';

test.each([
  ['resnet50.onnx', 'int8', 'resnet50.int8.onnx'],
  ['Net.ONNX', 'fp16', 'Net.fp16.onnx'],
  ['weights.pb', 'fp32', 'weights.pb.fp32.onnx'],
])('%s as %s is %s', (model, kind, name) => {
  expect(variantFileName(model, kind)).toBe(name);
});

import { describe, expect, test } from 'vitest';
import type { BoxView } from '../../../engine/view/graph-view.ts';
import { toAccessibleName, toChangeMark, toShortName, toShortValue } from './box-text.ts';

test.each([
  ['/encoder/layer.3/attention/self/query/MatMul', 'MatMul', 'attention/self/query'],
  ['/conv1/Conv', 'Conv', 'conv1'],
  ['/layer1/Relu_2', 'Relu', 'layer1'],
  ['/Mixed_5/branch/conv/Conv', '2 × (Conv + Relu)', 'Mixed_5/branch/conv'],
  ['Conv', 'Conv', 'Conv'],
  ['node_12', 'Conv', 'node_12'],
  ['', 'Conv', ''],
])('shortens the name %s of %s', (name, title, short) => {
  expect(toShortName(name, title)).toBe(short);
});

test.each([
  ['/embeddings/Mul_output_0', 'Mul'],
  ['attention_mask', 'attention_mask'],
  ['/a/b/Split_output_12', 'Split'],
  ['', ''],
])('shortens the value %s', (value, short) => {
  expect(toShortValue(value)).toBe(short);
});

const layer: BoxView = {
  id: 'l1',
  title: 'Conv + Relu',
  name: '/conv1/Conv',
  category: 'convolution',
  scope: [],
  origins: [1, 2, 3],
  change: 'fused',
  counted: true,
  domain: '',
  inputs: [],
  outputs: [{ formal: 'Y', value: 'y', dataType: 'float32', shape: '[1, 8]', source: 'activation' }],
  attributes: [],
  parameterCount: 0,
  members: [
    { opType: 'Conv', name: '' },
    { opType: 'Relu', name: '' },
  ],
};

describe('toChangeMark', () => {
  test.each([
    ['kept', ''],
    ['fused', 'fused 2'],
    ['merged', 'merged 2'],
    ['added', 'added'],
  ] as const)('marks %s', (change, mark) => {
    expect(toChangeMark({ ...layer, change })).toBe(mark);
  });
});

test('accessible names say kind and shape', () => {
  expect(toAccessibleName(layer)).toBe('Conv + Relu, /conv1/Conv, fused 2, [1, 8]');
  expect(toAccessibleName({ ...layer, category: 'input', title: 'image', name: 'image' })).toBe(
    'image, graph input, [1, 8]',
  );
});

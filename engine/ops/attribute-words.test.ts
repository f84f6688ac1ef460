import { expect, test } from 'vitest';
import { attributeWords, findAttributeWords } from './attribute-words.ts';
import { findOpSpec } from './registry.ts';

/** What exporters write for convolutional networks and transformers. */
const common = {
  AveragePool: ['ceil_mode', 'count_include_pad', 'kernel_shape', 'pads', 'strides'],
  BatchNormalization: ['epsilon', 'momentum', 'training_mode'],
  Cast: ['to'],
  Concat: ['axis'],
  Constant: ['value'],
  ConstantOfShape: ['value'],
  Conv: ['auto_pad', 'dilations', 'group', 'kernel_shape', 'pads', 'strides'],
  Flatten: ['axis'],
  Gather: ['axis'],
  GatherND: ['batch_dims'],
  Gelu: ['approximate'],
  Gemm: ['alpha', 'beta', 'transA', 'transB'],
  LayerNormalization: ['axis', 'epsilon', 'stash_type'],
  MaxPool: ['auto_pad', 'ceil_mode', 'dilations', 'kernel_shape', 'pads', 'storage_order', 'strides'],
  ReduceMean: ['keepdims', 'noop_with_empty_axes'],
  Reshape: ['allowzero'],
  Softmax: ['axis'],
  Transpose: ['perm'],
};

test.each(Object.entries(common))('says what every common attribute of %s means', (opType, names) => {
  for (const name of names) expect(findAttributeWords({ domain: '', opType }, name), name).toBeDefined();
});

test('speaks of operators that Lathe knows, in one sentence each', () => {
  for (const [opType, words] of Object.entries(attributeWords)) {
    expect(findOpSpec({ domain: '', opType }), opType).toBeDefined();
    for (const [name, sentence] of Object.entries(words)) {
      expect(sentence, `${opType}.${name}`).toMatch(/^[^\n]{8,140}\.$/);
    }
  }
});

test('says nothing of an operator of the same name from elsewhere', () => {
  expect(findAttributeWords({ domain: 'com.example', opType: 'Conv' }, 'pads')).toBeUndefined();
});

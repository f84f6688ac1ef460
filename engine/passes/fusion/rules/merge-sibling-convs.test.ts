import { expect, test } from 'vitest';
import { parseGraph } from '../../../ir/parse.ts';
import { targetOf } from '../../../targets/targets.ts';
import { describeRule } from '../../../testing/describe-rule.ts';
import { applyRule } from '../../../testing/try-rule.ts';
import { fuseActivationIntoConv } from './fuse-activation-into-conv.ts';
import { mergeSiblingConvs } from './merge-sibling-convs.ts';

const first = 'a = Conv(x[1,4,8,8], W[4,4,1,1])';

describeRule(mergeSiblingConvs, {
  tolerance: { rtol: 1e-6, atol: 1e-6 },
  fits: {
    'a bias on one of three': {
      graph: `${first}; b = Conv(x, V[2,4,1,1], B[2]); c = Conv(x, U[3,4,1,1]); return a, b, c`,
      becomes: 'a, b, c = Split(Conv(x[1,4,8,8], W[9,4,1,1], B[9]), int64{4,2,3}){axis=1}; return a, b, c',
    },
    'windows that are written differently': {
      graph:
        'a = Conv(x[1,4,8,8], W[4,4,3,3]){pads=[1,1,1,1]}; b = Conv(x, V[2,4,3,3]){pads=[1,1,1,1], strides=[1,1], kernel_shape=[3,3]}; return a, b',
      becomes: 'a, b = Split(Conv(x[1,4,8,8], W[6,4,3,3]){pads=[1,1,1,1]}, int64{4,2}){axis=1}; return a, b',
    },
    'two kinds on one input': {
      graph: `${first}; b = Conv(x, V[2,4,1,1]); c = Conv(x, U[3,4,3,3]); d = Conv(x, T[5,4,3,3]); return a, b, c, d`,
      becomes:
        'a, b = Split(Conv(x[1,4,8,8], W[6,4,1,1]), int64{4,2}){axis=1}; c, d = Split(Conv(x, U[8,4,3,3]), int64{3,5}){axis=1}; return a, b, c, d',
    },
    'lengths in an attribute, as they were before opset 13': {
      graph: `${first}; b = Conv(x, V[2,4,1,1]); return a, b`,
      becomes: 'a, b = Split(Conv(x[1,4,8,8], W[6,4,1,1])){axis=1, split=[4,2]}; return a, b',
      opset: 11,
    },
    'a convolution that users share with other operators': {
      graph: `${first}; b = Conv(x, V[2,4,1,1]); y = Add(Tanh(a), MaxPool(a){kernel_shape=[1,1]}); return y, b`,
      becomes:
        'a, b = Split(Conv(x[1,4,8,8], W[6,4,1,1]), int64{4,2}){axis=1}; y = Add(Tanh(a), MaxPool(a){kernel_shape=[1,1]}); return y, b',
    },
  },
  refuses: {
    'another kernel size': {
      graph: `${first}; b = Conv(x, V[2,4,3,3]); return a, b`,
      because: 'Conv "b", which reads the same tensor as Conv "a", has a 3x3 kernel, not 1x1',
    },
    'another stride': {
      graph: `${first}; b = Conv(x, V[2,4,1,1]){strides=[2,2]}; return a, b`,
      because: 'has strides 2x2, not 1',
    },
    'other padding': {
      graph: `${first}; b = Conv(x, V[2,4,1,1]){pads=[1,1,1,1]}; return a, b`,
      because: 'has pads 1x1x1x1, not 0',
    },
    'another dilation': {
      graph: `${first}; b = Conv(x, V[2,4,1,1]){dilations=[2,2]}; return a, b`,
      because: 'has dilations 2x2, not 1',
    },
    groups: {
      graph: 'a = Conv(x[1,4,8,8], W[4,2,1,1]){group=2}; b = Conv(x, V[2,2,1,1]){group=2}; return a, b',
      because: 'is divided into groups',
    },
    'another activation': {
      graph: `${first}; r = Relu(a); b = Tanh(Conv(x, V[2,4,1,1])); return r, b`,
      because: 'is followed by Tanh, not Relu',
    },
    'other parameters of the activation': {
      graph: `${first}; r = LeakyRelu(a){alpha=0.5}; b = LeakyRelu(Conv(x, V[2,4,1,1])){alpha=0.25}; return r, b`,
      because: 'is followed by LeakyRelu(alpha=0.25), not LeakyRelu(alpha=0.5)',
    },
    'slopes for each channel': {
      graph: 'a = PRelu(Conv(x[1,4,8,8], W[4,4,1,1]), S[4,1,1]); b = PRelu(Conv(x, V[4,4,1,1]), S); return a, b',
      because: 'is followed by PRelu with slopes of its own',
    },
    'computed weights': {
      graph: `${first}; b = Conv(x, x1[2,4,1,1]); return a, b`,
      because: 'has weights that are not constant',
    },
  },
  ignores: {
    'a convolution alone': first,
    'convolutions of different tensors': `${first}; b = Conv(x1[1,4,8,8], V[4,4,1,1]); return a, b`,
    'a convolution that uses the tensor as its weights':
      'a = Conv(x[4,4,1,1], W[4,4,1,1]); y = Conv(x1[1,4,8,8], x); return a, y',
  },
});

describeRule(mergeSiblingConvs, {
  target: 'portable',
  tolerance: { rtol: 1e-6, atol: 1e-6 },
  after: [fuseActivationIntoConv],
});

test('gives every node a name of its own, after the first sibling', () => {
  const parsed = parseGraph('a = Relu(Conv(x[1,4,8,8], W[4,4,1,1])); b = Relu(Conv(x, V[2,4,1,1])); return a, b');
  const named = [...parsed.nodes].map(
    ([id, node], index) => [id, { ...node, name: `${node.opType}${index}` }] as const,
  );
  const after = applyRule(mergeSiblingConvs, { ...parsed, nodes: parsed.nodes.withAll(named) }, targetOf('portable'));
  expect([...after.nodes.values()].map(({ name }) => name)).toEqual(['Conv0', 'Relu1', 'Relu1_split']);
});

import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseInputAffineIntoConv } from './fuse-input-affine-into-conv.ts';

const padded = 'Conv(a, W[4,3,3,3]){pads=[1,1,1,1]}';

describeRule(fuseInputAffineIntoConv, {
  tolerance: { rtol: 1e-5, atol: 1e-5 },
  fits: {
    'a factor before a padded convolution': {
      graph: `a = Mul(x[2,3,8,8], k[1,3,1,1]); y = ${padded}`,
      becomes: 'y = Conv(x[2,3,8,8], W[4,3,3,3]){pads=[1,1,1,1]}',
    },
    'a divisor of one number': {
      graph: `a = Div(x[2,3,8,8], float32(255)); y = ${padded}`,
      becomes: 'y = Conv(x[2,3,8,8], W[4,3,3,3]){pads=[1,1,1,1]}',
    },
    'a BatchNormalization, with a bias': {
      graph: 'a = BatchNormalization(x[2,3,8,8], s[3], b[3], m[3], v[3]){epsilon=0.5}; y = Conv(a, W[4,3,3,3], B[4])',
      becomes: 'y = Conv(x[2,3,8,8], W[4,3,3,3], B[4])',
    },
    'groups, of which each reads channels of its own': {
      graph: 'a = Add(k[4,1,1], x[2,4,8,8]); y = Conv(a, W[6,2,3,3]){group=2}',
      becomes: 'y = Conv(x[2,4,8,8], W[6,2,3,3], B[6]){group=2}',
    },
    'a depthwise convolution': {
      graph:
        'a = BatchNormalization(x[2,4,8,8], s[4], b[4], m[4], v[4]){epsilon=0.5}; y = Conv(a, W[4,1,3,3]){group=4}',
      becomes: 'y = Conv(x[2,4,8,8], W[4,1,3,3], B[4]){group=4}',
    },
    'a convolution over one axis': {
      graph: 'a = Sub(x[2,3,8], k[3,1]); y = Conv(a, W[4,3,3]){auto_pad="VALID"}',
      becomes: 'y = Conv(x[2,3,8], W[4,3,3], B[4]){auto_pad="VALID"}',
    },
  },
  refuses: {
    'a shift before a padded convolution': {
      graph: `a = Add(x[2,3,8,8], k[3,1,1]); y = ${padded}`,
      because: 'Conv "y" pads with zeros, which the shift before it would not reach',
    },
    'a shift where the convolution chooses its padding': {
      graph: 'a = Add(x[2,3,8,8], k[3,1,1]); y = Conv(a, W[4,3,3,3]){auto_pad="SAME_UPPER"}',
      because: 'pads with zeros',
    },
    'a second user': {
      graph: `a = Mul(x[2,3,8,8], k[3,1,1]); y = ${padded}; z = Relu(a); return y, z`,
      because: 'the output of Mul "a" is also used by Relu "z"',
    },
    'a computed bias': {
      graph: 'a = Mul(x[2,3,8,8], k[3,1,1]); y = Conv(a, W[4,3,3,3], x1[4])',
      because: 'B of Conv "y" is not constant',
    },
  },
  ignores: {
    'computed weights': 'a = Mul(x[2,3,8,8], k[3,1,1]); y = Conv(a, x1[4,3,3,3])',
    'numbers that differ within a channel': `a = Mul(x[2,3,8,8], k[3,8,1]); y = ${padded}`,
    'numbers that widen the data': `a = Mul(x[2,1,8,8], k[3,1,1]); y = ${padded}`,
    'data that is divided by': `a = Div(k[3,1,1], x[2,3,8,8]); y = ${padded}`,
    'two computed operands': `a = Mul(x[2,3,8,8], x1[3,1,1]); y = ${padded}`,
    'a scaled kernel': 'a = Mul(W[4,3,3,3], k[4,1,1,1]); y = Conv(x[2,3,8,8], a)',
  },
});

import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseMulIntoConv } from './fuse-mul-into-conv.ts';

const conv = 'c = Conv(x[1,3,8,8], W[4,3,3,3])';

describeRule(fuseMulIntoConv, {
  tolerance: { rtol: 1e-5, atol: 1e-5 },
  fits: {
    'the constant on the left': {
      graph: `${conv}; y = Mul(f[1,4,1,1], c)`,
      becomes: 'y = Conv(x[1,3,8,8], W[4,3,3,3])',
    },
    'one number for all channels': {
      graph: `${conv}; y = Mul(c, float32(0.5))`,
      becomes: 'y = Conv(x[1,3,8,8], W[4,3,3,3])',
    },
    'a Gemm': {
      graph: 'y = Mul(Gemm(x[2,3], W[3,4], B[4]){beta=0.5}, f[4])',
      becomes: 'y = Gemm(x[2,3], W[3,4], B[4])',
    },
    'a BatchNormalization': {
      graph: 'y = Mul(BatchNormalization(x[1,4,2,2], s[4], b[4], m[4], v[4]), f[4,1,1])',
      becomes: 'y = BatchNormalization(x[1,4,2,2], s[4], b[4], m[4], v[4])',
    },
  },
  refuses: {
    'a second user of the convolution': {
      graph: `${conv}; y = Mul(c, f[4,1,1]); z = Relu(c); return y, z`,
      because: 'the output of Conv "c" is also used by Relu "z"',
    },
    'computed weights': {
      graph: 'c = Conv(x[1,3,8,8], x1[4,3,3,3]); y = Mul(c, f[4,1,1])',
      because: 'W of Conv "c" is not constant',
    },
    'a constant that differs within a channel': {
      graph: `${conv}; y = Mul(c, f[4,6,6])`,
      because: 'the constant of shape [4,6,6] does not hold one number per output channel of Conv "c"',
    },
  },
  ignores: { 'a product of two computed tensors': `${conv}; y = Mul(c, x1[1,4,6,6])` },
});

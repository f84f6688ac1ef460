import { describeRule } from '../../../testing/describe-rule.ts';
import { carryBiasPastRelu } from './carry-bias-past-relu.ts';

const before = 'r = Relu(Conv(x[1,3,8,8], W[4,3,3,3], B[4]))';
const carried = 'r = Max(Conv(x[1,3,8,8], W[4,3,3,3]), B1[4,1,1])';

describeRule(carryBiasPastRelu, {
  tolerance: { rtol: 1e-5, atol: 1e-5 },
  fits: {
    'several convolutions that read it, one of them without a bias': {
      graph: `${before}; a = Conv(r, V[2,4,1,1], C[2]); b = Conv(r, U[3,4,2,2]); return a, b`,
      becomes: `${carried}; a = Conv(r, V[2,4,1,1], C1[2]); b = Conv(r, U[3,4,2,2], D[3]); return a, b`,
    },
    'groups of channels': {
      graph: `${before}; y = Conv(r, V[6,2,1,1], C[6]){group=2}`,
      becomes: `${carried}; y = Conv(r, V[6,2,1,1], C1[6]){group=2}`,
    },
    'a residual block: the bias of the sum goes on, by both ways': {
      graph: `r = Relu(Conv(x[1,3,8,8], W[4,3,1,1], B[4])); a = Sigmoid(Conv(r, V[4,4,1,1], C[4]))
        y = Add(Conv(a, U[4,4,1,1], D[4]), r)`,
      becomes: `r = Max(Conv(x[1,3,8,8], W[4,3,1,1]), B1[4,1,1]); a = Sigmoid(Conv(r, V[4,4,1,1], C1[4]))
        y = Add(Conv(a, U[4,4,1,1], D1[4]), r)`,
    },
    'a sum of two convolutions': {
      graph: `r = Relu(Add(Conv(x[1,3,8,8], W[4,3,1,1], B[4]), Conv(x, V[4,3,1,1], C[4]))); y = Conv(r, U[2,4,1,1])`,
      becomes: `r = Max(Add(Conv(x[1,3,8,8], W[4,3,1,1]), Conv(x, V[4,3,1,1])), B1[4,1,1]); y = Conv(r, U[2,4,1,1], D[2])`,
    },
  },
  refuses: {
    'a padded convolution behind it': {
      graph: `${before}; y = Conv(r, V[2,4,3,3]){pads=[1,1,1,1]}`,
      because: 'Conv "y", which reads Relu "r", has no place for a bias',
    },
    'another operator behind it': {
      graph: `${before}; y = Conv(r, V[2,4,1,1]); z = Sigmoid(r); return y, z`,
      because: 'Sigmoid "z", which reads Relu "r", has no place for a bias',
    },
    'an Add of something else': {
      graph: `${before}; y = Add(r, Sigmoid(r))`,
      because: 'has no place for a bias',
    },
  },
  ignores: {
    'a convolution without a bias': 'y = Conv(Relu(Conv(x[1,3,8,8], W[4,3,3,3])), V[2,4,1,1], C[2])',
    'a convolution that something else reads too':
      'c = Conv(x[1,3,8,8], W[4,3,3,3], B[4]); r = Relu(c); y = Conv(r, V[2,4,1,1]); z = Tanh(c); return y, z',
    'the last activation of a model': 'y = Relu(Conv(x[1,3,8,8], W[4,3,3,3], B[4]))',
  },
});

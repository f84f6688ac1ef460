import { describeRule } from '../../../testing/describe-rule.ts';
import { carryStemBias } from './carry-stem-bias.ts';

const stem = 'r = Relu(Conv(x[1,3,8,8], W[4,3,3,3], B[4]))';

describeRule(carryStemBias, {
  tolerance: { rtol: 1e-5, atol: 1e-5 },
  fits: {
    'two convolutions behind a pooling': {
      graph: `${stem}; p = MaxPool(r){kernel_shape=[2,2]}; a = Conv(p, V[2,4,1,1], C[2]); b = Conv(p, U[3,4,2,2]); return a, b`,
      becomes: `r = Max(Conv(x[1,3,8,8], W[4,3,3,3]), B1[4,1,1]); p = MaxPool(r){kernel_shape=[2,2]}
        a = Conv(p, V[2,4,1,1], C1[2]); b = Conv(p, U[3,4,2,2], D[3]); return a, b`,
    },
  },
  refuses: {
    'a padded convolution behind the pooling': {
      graph: `${stem}; p = MaxPool(r){kernel_shape=[2,2]}; y = Conv(p, V[2,4,3,3]){pads=[1,1,1,1]}`,
      because: 'Conv "y", which reads Relu "r", has no place for a bias',
    },
    'a pooling that is an output of the model': {
      graph: `${stem}; p = MaxPool(r){kernel_shape=[2,2]}; y = Conv(p, V[2,4,1,1]); return p, y`,
      because: 'MaxPool "p", which reads Relu "r", has no place for a bias',
    },
  },
  ignores: {
    'a convolution of many channels': 'y = Conv(Relu(Conv(x[1,8,8,8], W[4,8,3,3], B[4])), V[2,4,1,1])',
  },
});

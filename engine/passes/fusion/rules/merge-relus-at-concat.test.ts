import { describeRule } from '../../../testing/describe-rule.ts';
import { mergeRelusAtConcat } from './merge-relus-at-concat.ts';

describeRule(mergeRelusAtConcat, {
  tolerance: { rtol: 0, atol: 0 },
  fits: {
    'the branches of an inception module': {
      graph: `a, b = Split(Relu(Conv(x[1,3,8,8], W[4,3,1,1])), int64{2,2}){axis=1}
        y = Concat(a, Relu(Conv(b, V[2,2,3,3]){pads=[1,1,1,1]}), Relu(Conv(MaxPool(x){kernel_shape=[1,1]}, U[2,3,1,1]))){axis=1}`,
      becomes: `a, b = Split(Relu(Conv(x[1,3,8,8], W[4,3,1,1])), int64{2,2}){axis=1}
        y = Relu(Concat(a, Conv(b, V[2,2,3,3]){pads=[1,1,1,1]}, Conv(MaxPool(x){kernel_shape=[1,1]}, U[2,3,1,1])){axis=1})`,
    },
    'beside a pooling of what an earlier Relu gives': {
      graph: `r = Relu(x[1,2,8,8]); p = MaxPool(r){kernel_shape=[1,1]}
        y = Concat(Relu(Conv(r, W[2,2,1,1])), Relu(Conv(r, V[2,2,1,1])), p){axis=1}`,
      becomes: `r = Relu(x[1,2,8,8]); p = MaxPool(r){kernel_shape=[1,1]}
        y = Relu(Concat(Conv(r, W[2,2,1,1]), Conv(r, V[2,2,1,1]), p){axis=1})`,
    },
  },
  refuses: {
    'an input that may be negative': {
      graph: 't = Tanh(x[1,3]); y = Concat(Relu(x), Relu(x1[1,3]), t){axis=1}',
      because: 'what Tanh "t" gives may be negative',
    },
  },
  ignores: {
    'one Relu': 'y = Concat(Relu(x[1,3]), Sigmoid(x)){axis=1}',
    'Relus that are used elsewhere':
      'a = Relu(x[1,3]); b = Relu(x1[1,3]); y = Concat(a, b){axis=1}; z = Add(a, b); return y, z',
    'one Relu that is taken twice': 'a = Relu(x[1,3]); y = Concat(a, a){axis=1}',
  },
});

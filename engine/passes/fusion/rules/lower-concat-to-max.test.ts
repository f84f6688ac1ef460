import { describeRule } from '../../../testing/describe-rule.ts';
import { lowerConcatToMax } from './lower-concat-to-max.ts';

const branch = 'a = Relu(Conv(x[1,3,8,8], W[4,3,1,1]))';

describeRule(lowerConcatToMax, {
  target: 'onnxruntime-cuda',
  tolerance: { rtol: 0, atol: 0 },
  fits: {
    'neighbours beside something else, which stays concatenated': {
      graph: `${branch}; b = Relu(Conv(x, V[2,3,3,3], B[2]){pads=[1,1,1,1]}); y = Concat(Tanh(x), a, b){axis=-3}`,
      becomes: `m = Max(Conv(x[1,3,8,8], W1[6,3,1,1]), Conv(x, V1[6,3,3,3], B1[6]){pads=[1,1,1,1]})
        y = Concat(Tanh(x), m){axis=-3}`,
    },
    'a pooling between them, which is padded': {
      graph: `${branch}; p = MaxPool(Relu(x)){kernel_shape=[1,1]}; b = Relu(Conv(x, V[2,3,1,1])); y = Concat(a, p, b){axis=1}`,
      becomes:
        'y = Max(Conv(x[1,3,8,8], W1[9,3,1,1]), Pad(MaxPool(Relu(x)){kernel_shape=[1,1]}, int64{0,4,0,0,0,2,0,0}), Conv(x, V1[9,3,1,1]))',
    },
    'one module behind the other, the second with a pooling of the first': {
      graph: `${branch}; b = Relu(Conv(x, V[2,3,1,1])); m = Concat(a, b){axis=1}
        c = Relu(Conv(m, U[1,6,1,1])); d = Relu(Conv(m, T[2,6,1,1])); y = Concat(c, d, MaxPool(m){kernel_shape=[1,1]}){axis=1}`,
      becomes: `m = Max(Conv(x[1,3,8,8], W1[6,3,1,1]), Conv(x, V1[6,3,1,1]))
        y = Max(Conv(m, U1[9,6,1,1]), Conv(m, T1[9,6,1,1]), Pad(MaxPool(m){kernel_shape=[1,1]}, int64{0,3,0,0,0,0,0,0}))`,
      tolerance: { rtol: 1e-6, atol: 1e-6 },
    },
    'a pooling where Pad has its pads in an attribute: it stays concatenated': {
      graph: `${branch}; b = Relu(Conv(x, V[2,3,1,1])); y = Concat(a, b, MaxPool(Relu(x)){kernel_shape=[1,1]}){axis=1}`,
      becomes: `m = Max(Conv(x[1,3,8,8], W1[6,3,1,1]), Conv(x, V1[6,3,1,1]))
        y = Concat(m, MaxPool(Relu(x)){kernel_shape=[1,1]}){axis=1}`,
      opset: 10,
    },
  },
  ignores: {
    'one convolution': `${branch}; y = Concat(a, x, Relu(x)){axis=1}`,
    'convolutions that are no neighbours': `${branch}; b = Relu(Conv(x, V[2,3,1,1])); y = Concat(a, x, b){axis=1}`,
    'a window with gaps, which may see padding alone': `${branch}; b = MaxPool(Relu(x)){kernel_shape=[2,2], dilations=[2,2], pads=[1,1,1,1]}
      y = Concat(a, b, Relu(Conv(x, V[2,3,1,1]))){axis=1}`,
    'a convolution that is used elsewhere': `${branch}; b = Relu(Conv(x, V[2,3,1,1])); y = Concat(a, b){axis=1}; z = Neg(b); return y, z`,
    'one that is taken twice': `${branch}; y = Concat(a, a){axis=1}`,
    'convolutions in groups': `${branch}; b = Relu(Conv(x, V[3,1,1,1]){group=3}); y = Concat(a, b){axis=1}`,
    'weights that are computed': `${branch}; b = Relu(Conv(x, Abs(V[2,3,1,1]))); y = Concat(a, b){axis=1}`,
    'another axis': `${branch}; b = Relu(Conv(x, V[4,3,1,1])); y = Concat(a, b){axis=2}`,
  },
});

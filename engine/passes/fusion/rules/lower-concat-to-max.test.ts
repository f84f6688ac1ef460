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
  },
  ignores: {
    'one convolution': `${branch}; y = Concat(a, x, Relu(x)){axis=1}`,
    'convolutions that are no neighbours': `${branch}; b = Relu(Conv(x, V[2,3,1,1])); y = Concat(a, x, b){axis=1}`,
    'a convolution that is used elsewhere': `${branch}; b = Relu(Conv(x, V[2,3,1,1])); y = Concat(a, b){axis=1}; z = Neg(b); return y, z`,
    'one that is taken twice': `${branch}; y = Concat(a, a){axis=1}`,
    'convolutions in groups': `${branch}; b = Relu(Conv(x, V[3,1,1,1]){group=3}); y = Concat(a, b){axis=1}`,
    'weights that are computed': `${branch}; b = Relu(Conv(x, Abs(V[2,3,1,1]))); y = Concat(a, b){axis=1}`,
    'another axis': `${branch}; b = Relu(Conv(x, V[4,3,1,1])); y = Concat(a, b){axis=2}`,
  },
});

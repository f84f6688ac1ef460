import { describeRule } from '../../../testing/describe-rule.ts';
import { lowerConcatToSum } from './lower-concat-to-sum.ts';

const deep = 'a = Relu(Conv(x[1,512,4,4], W[4,512,1,1], B[4]))';
const padded = 'Pad(MaxPool(Relu(x)){kernel_shape=[3,3], pads=[1,1,1,1]}, int64{0,4,0,0,0,2,0,0})';

describeRule(lowerConcatToSum, {
  target: 'onnxruntime-cuda',
  tolerance: { rtol: 1e-5, atol: 1e-5 },
  fits: {
    'a pooling beside two such convolutions': {
      graph: `${deep}; b = Relu(Conv(x, V[2,512,1,1], C[2]))
        p = MaxPool(Relu(x)){kernel_shape=[3,3], pads=[1,1,1,1]}; y = Concat(a, p, b){axis=1}`,
      becomes: `y = Relu(Sum(Conv(x[1,512,4,4], W1[518,512,1,1]), ${padded}, Conv(x, V1[518,512,1,1]), M[1,518,4,4]))`,
    },
    'what stays concatenated': {
      graph: `${deep}; b = Relu(Conv(x, V[2,512,1,1], C[2])); y = Concat(a, b, x){axis=1}`,
      becomes:
        'y = Concat(Relu(Sum(Conv(x[1,512,4,4], W1[6,512,1,1]), Conv(x, V1[6,512,1,1]), M[1,6,4,4])), x){axis=1}',
    },
  },
  ignores: {
    'several samples':
      'a = Relu(Conv(x[2,512,4,4], W[4,512,1,1], B[4])); y = Concat(a, Relu(Conv(x, V[2,512,1,1]))){axis=1}',
    'an unknown size':
      'a = Relu(Conv(x[1,512,h,4], W[4,512,1,1], B[4])); y = Concat(a, Relu(Conv(x, V[2,512,1,1]))){axis=1}',
    'more positions than a model should store': `a = Relu(Conv(x[1,512,5000000000,1], W[4,512,1,1], B[4]))
      y = Concat(a, Relu(Conv(x, V[2,512,1,1]))){axis=1}`,
    'few channels': 'a = Relu(Conv(x[1,8,4,4], W[4,8,1,1], B[4])); y = Concat(a, Relu(Conv(x, V[2,8,1,1]))){axis=1}',
    'no bias': 'a = Relu(Conv(x[1,512,4,4], W[4,512,1,1])); y = Concat(a, Relu(Conv(x, V[2,512,1,1]))){axis=1}',
  },
});

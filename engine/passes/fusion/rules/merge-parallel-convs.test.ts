import { describeRule } from '../../../testing/describe-rule.ts';
import { mergeParallelConvs } from './merge-parallel-convs.ts';

const branches = (second: string, before = '') => `a = Relu(Conv(Relu(Conv(x[1,3,8,8], W[4,3,1,1])), V[5,4,3,3]))
  ${before} b = ${second}; y = Concat(a, b){axis=1}`;

describeRule(mergeParallelConvs, {
  target: 'onnxruntime-cuda',
  tolerance: { rtol: 1e-5, atol: 1e-5 },
  fits: {
    'three branches beside something else': {
      graph: `a = Relu(Conv(Relu(Conv(x[1,3,8,8], W[4,3,1,1])), V[5,4,3,3]){pads=[1,1,1,1]})
        b = Relu(Conv(Relu(Conv(x, U[2,3,1,1])), T[3,2,3,3], B[3]){pads=[1,1,1,1]})
        c = Relu(Conv(Relu(Conv(x, S[1,3,1,1], D[1])), R[2,1,3,3]){pads=[1,1,1,1]}); y = Concat(x, a, b, c){axis=1}`,
      becomes: `a = Relu(Conv(Relu(Conv(x[1,3,8,8], W1[7,3,1,1], B1[7])), V1[10,7,3,3], B2[10]){pads=[1,1,1,1]})
        y = Concat(x, a){axis=1}`,
    },
  },
  ignores: {
    'kernels of another size': branches('Relu(Conv(Relu(Conv(x, U[2,3,1,1])), T[3,2,5,5]){pads=[1,1,1,1]})'),
    'another input': branches('Relu(Conv(Relu(Conv(x1[1,3,8,8], U[2,3,1,1])), T[3,2,3,3]))'),
    'one convolution': branches('Relu(Conv(x, T[3,3,3,3]))'),
    'no Relu between': branches('Relu(Conv(Conv(x, U[2,3,1,1]), T[3,2,3,3]))'),
    'a first convolution that is used elsewhere': `${branches('Relu(Conv(r, T[3,2,3,3]))', 'r = Relu(Conv(x, U[2,3,1,1]));')}; z = Neg(r); return y, z`,
  },
});

import { describeRule } from '../../../testing/describe-rule.ts';
import { carryPointwiseBias } from './carry-pointwise-bias.ts';

const deep = 'r = Relu(Conv(x[1,512,5,4], W[4,512,1,1], B[4]))';
const bare = 'r = Max(Conv(x[1,512,5,4], W[4,512,1,1]), F[1,4,5,4])';
const same = '{pads=[1,1,1,1]}';

describeRule(carryPointwiseBias, {
  target: 'onnxruntime-cuda',
  tolerance: { rtol: 1e-4, atol: 1e-4 },
  fits: {
    'a chain of padded convolutions': {
      graph: `${deep}; s = Relu(Conv(r, V[3,4,1,7], C[3]){pads=[0,3,0,3]}); t = Relu(Conv(s, U[3,3,7,1]){pads=[3,0,3,0]})
        y = Sum(Conv(t, T[2,3,3,3], D[2])${same}, x1[1,2,5,4], M[1,2,5,4])`,
      becomes: `${bare}; s = Max(Conv(r, V[3,4,1,7]){pads=[0,3,0,3]}, F1[1,3,5,4])
        t = Max(Conv(s, U[3,3,7,1]){pads=[3,0,3,0]}, F2[1,3,5,4])
        y = Sum(Conv(t, T[2,3,3,3], D[2])${same}, x1[1,2,5,4], M1[1,2,5,4])`,
    },
    'channels that are split for two convolutions of one Sum': {
      graph: `${deep}; p, q = Split(r, int64{1,3}){axis=1}; a = Conv(p, V[2,1,3,3])${same}; b = Conv(q, U[2,3,1,1], C[2])
        y = Sum(a, b, M[1,2,5,4])`,
      becomes: `${bare}; p, q = Split(r, int64{1,3}){axis=1}; a = Conv(p, V[2,1,3,3])${same}; b = Conv(q, U[2,3,1,1], C[2])
        y = Sum(a, b, M1[1,2,5,4])`,
    },
    'strides, gaps and uneven padding': {
      graph: `${deep}; a = Conv(r, V[2,4,3,2]){pads=[2,0,1,1], strides=[2,3], dilations=[2,1]}; y = Sum(a, M[1,2,2,2])`,
      becomes: `${bare}; a = Conv(r, V[2,4,3,2]){pads=[2,0,1,1], strides=[2,3], dilations=[2,1]}; y = Sum(a, M1[1,2,2,2])`,
    },
  },
  ignores: {
    'another user of the activation': `${deep}; y = Sum(Conv(r, V[2,4,3,3])${same}, M[1,2,5,4]); return r, y`,
    'a constant for each channel alone': `${deep}; y = Sum(Conv(r, V[2,4,3,3])${same}, M[1,2,1,1])`,
    'a constant that is added twice': `${deep}; a = Conv(r, V[2,4,3,3])${same}; y = Sum(a, M[1,2,5,4], M)`,
    'a constant of another type': `${deep}; a = Conv(r, V[2,4,3,3])${same}; y = Sum(a, int64{1}, x1[1,2,5,4])`,
    'a window as long as a sequence': `r = Relu(Conv(x[1,512,1024,1], W[1,512,1,1], B[1]))
      y = Sum(Conv(r, V[1,1,1024,1]){pads=[1023,0,1023,0]}, M[1,1,2047,1])`,
    'a convolution that is added twice': `${deep}; a = Conv(r, V[2,4,3,3])${same}; y = Sum(a, a, M[1,2,5,4])`,
    'few channels': 'r = Relu(Conv(x[1,8,4,4], W[4,8,1,1], B[4])); y = Sum(Conv(r, V[2,4,1,1]), M[1,2,4,4])',
    'several samples': 'r = Relu(Conv(x[2,512,4,4], W[4,512,1,1], B[4])); y = Sum(Conv(r, V[2,4,1,1]), M[2,2,4,4])',
    'a convolution in groups': `${deep}; y = Sum(Conv(r, V[4,1,3,3]){pads=[1,1,1,1], group=4}, M[1,4,5,4])`,
    'a fifth activation': `${deep}; a = Relu(Conv(r, V[4,4,1,1])); b = Relu(Conv(a, V1[4,4,1,1])); c = Relu(Conv(b, V2[4,4,1,1]))
      d = Relu(Conv(c, V3[4,4,1,1])); y = Sum(Conv(d, V4[4,4,1,1]), M[1,4,5,4])`,
  },
});

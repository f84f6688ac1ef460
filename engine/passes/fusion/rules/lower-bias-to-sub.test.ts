import { describeRule } from '../../../testing/describe-rule.ts';
import { lowerBiasToSub } from './lower-bias-to-sub.ts';

describeRule(lowerBiasToSub, {
  target: 'onnxruntime-cuda',
  tolerance: { rtol: 1e-5, atol: 1e-5 },
  fits: {
    'a product whose bias has a factor': {
      graph: 'y = Gemm(x[2,4], W[3,4], C[3]){alpha=2.0, beta=0.5, transB=1}',
      becomes: 'y = Sub(Gemm(x[2,4], W[3,4]){alpha=2.0, beta=0.5, transB=1}, C1[3])',
    },
    'strides and groups': {
      graph: 'y = Conv(x[2,1024,4,4], W[4,512,1,1], B[4]){strides=[2,2], group=2}',
      becomes: 'y = Sub(Conv(x[2,1024,4,4], W[4,512,1,1]){strides=[2,2], group=2}, B1[4,1,1])',
    },
  },
  ignores: {
    'few channels': 'y = Conv(x[1,8,4,4], W[3,8,1,1], B[3])',
    'a larger window': 'y = Conv(x[1,512,4,4], W[3,512,3,3], B[3])',
    'a bias that counts nothing': 'y = Gemm(x[2,4], W[4,3], C[3]){beta=0.0}',
    'no bias': 'y = Conv(x[1,512,4,4], W[3,512,1,1]); z = Gemm(a[2,4], V[4,3]); return y, z',
    'a bias that is computed': 'y = Conv(x[1,512,4,4], W[3,512,1,1], x1[3])',
    'one number for all columns, and one for each row':
      'y = Gemm(x[2,4], W[4,3], C[1]); z = Gemm(x, W, D[2,1]); return y, z',
  },
});

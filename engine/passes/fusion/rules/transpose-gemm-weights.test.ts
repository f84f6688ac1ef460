import { describeRule } from '../../../testing/describe-rule.ts';
import { transposeGemmWeights } from './transpose-gemm-weights.ts';

describeRule(transposeGemmWeights, {
  target: 'onnxruntime-cuda',
  tolerance: { rtol: 1e-6, atol: 1e-6 },
  fits: {
    'factors, rows that are columns, and no bias': {
      graph: 'y = Gemm(x[4,2], W[3,4]){alpha=2.0, transA=1, transB=1}',
      becomes: 'y = Gemm(x[4,2], W[4,3]){alpha=2.0, transA=1}',
    },
  },
  ignores: {
    'weights as they are multiplied': 'y = Gemm(x[2,4], W[4,3], B[3])',
    'weights that something else reads':
      'y = Gemm(x[2,4], W[3,4], B[3]){transB=1}; z = Gather(W, int64{0}); return y, z',
    'weights that are computed': 'y = Gemm(x[2,4], x1[3,4], B[3]){transB=1}',
  },
});

import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseBatchNormIntoMatMul } from './fuse-batch-norm-into-mat-mul.ts';

const norm = (input: string) => `y = BatchNormalization(${input}, s[4], b[4], m[4], v[4]){epsilon=0.5}`;

describeRule(fuseBatchNormIntoMatMul, {
  tolerance: { rtol: 1e-5, atol: 1e-5 },
  fits: {
    'a bias between them': {
      graph: norm('Add(MatMul(x[2,8], W[8,4]), c[4])'),
      becomes: 'y = Gemm(x[2,8], W[8,4], C[4])',
    },
    'the bias on the left, with two axes': {
      graph: norm('Add(c[1,4], MatMul(x[2,8], W[8,4]))'),
      becomes: 'y = Gemm(x[2,8], W[8,4], C[4])',
    },
  },
  refuses: {
    'training mode': {
      graph: 'y, _, _ = BatchNormalization(MatMul(x[2,8], W[8,4]), s[4], b[4], m[4], v[4]){training_mode=1}',
      because: 'is in training mode',
    },
    'a second user': {
      graph: `p = MatMul(x[2,8], W[8,4]); ${norm('p')}; z = Relu(p); return y, z`,
      because: 'the output of MatMul "p" is also used by Relu "z"',
    },
    'computed statistics': {
      graph: 'y = BatchNormalization(MatMul(x[2,8], W[8,4]), s[4], b[4], x1[4], v[4])',
      because: 'input_mean of BatchNormalization "y" is not constant',
    },
  },
  ignores: {
    'more than two axes, where the channels are not the columns':
      'y = BatchNormalization(MatMul(x[2,4,8], W[8,6]), s[4], b[4], m[4], v[4])',
    'computed weights': norm('MatMul(x[2,8], x1[8,4])'),
  },
});

import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseBatchNormIntoConv } from './fuse-batch-norm-into-conv.ts';

const norm = (input: string) => `y = BatchNormalization(${input}, s[4], b[4], m[4], v[4]){epsilon=0.01}`;
const conv = 'c = Conv(x[2,3,8,8], W[4,3,3,3], B[4])';

describeRule(fuseBatchNormIntoConv, {
  tolerance: { rtol: 1e-5, atol: 1e-5 },
  fits: {
    'a bias': { graph: `${conv}; ${norm('c')}`, becomes: 'y = Conv(x[2,3,8,8], W[4,3,3,3], B[4])' },
    'a grouped convolution': {
      graph: norm('Conv(x[1,4,6,6], W[4,2,3,3]){group=2, pads=[1,1,1,1]}'),
      becomes: 'y = Conv(x[1,4,6,6], W[4,2,3,3], B[4]){group=2, pads=[1,1,1,1]}',
    },
    'a transposed convolution of two groups': {
      graph: norm('ConvTranspose(x[1,6,5,5], W[6,2,3,3], B[4]){group=2, strides=[2,2]}'),
      becomes: 'y = ConvTranspose(x[1,6,5,5], W[6,2,3,3], B[4]){group=2, strides=[2,2]}',
    },
    'a Gemm whose bias is scaled': {
      graph: norm('Gemm(x[3,5], W[5,4], B[4]){alpha=0.5, beta=2.0}'),
      becomes: 'y = Gemm(x[3,5], W[5,4], B[4]){alpha=0.5}',
    },
    'a Gemm with transposed weights and no bias': {
      graph: norm('Gemm(x[3,5], W[4,5]){transB=1}'),
      becomes: 'y = Gemm(x[3,5], W[4,5], B[4]){transB=1}',
    },
    'another BatchNormalization': {
      graph: norm('BatchNormalization(x[2,4,3,3], t[4], c[4], n[4], v1[4])'),
      becomes: 'y = BatchNormalization(x[2,4,3,3], t[4], c[4], n[4], v1[4])',
    },
    'half-precision weights': {
      graph:
        'y = BatchNormalization(Conv(x:float16[1,3,4,4], W:float16[4,3,1,1]), s:float16[4], b:float16[4], m:float16[4], v:float16[4])',
      becomes: 'y = Conv(x:float16[1,3,4,4], W:float16[4,3,1,1], B:float16[4])',
      tolerance: { rtol: 4e-3, atol: 4e-3 },
    },
  },
  refuses: {
    'training mode': {
      graph: 'y, _, _ = BatchNormalization(Conv(x[1,3,8,8], W[4,3,3,3]), s[4], b[4], m[4], v[4]){training_mode=1}',
      because: 'BatchNormalization "y" is in training mode',
    },
    'a second user of the convolution': {
      graph: `${conv}; ${norm('c')}; z = Relu(c); return y, z`,
      because: 'the output of Conv "c" is also used by Relu "z"',
    },
    'a convolution whose output is an output of the model': {
      graph: `${conv}; ${norm('c')}; return y, c`,
      because: 'the output of Conv "c" is an output of the model',
    },
    'computed weights': {
      graph: `c = Conv(x[1,3,8,8], x1[4,3,3,3]); ${norm('c')}`,
      because: 'W of Conv "c" is not constant: it is an input of the model',
    },
    'a computed bias': {
      graph: norm('Conv(x[1,3,8,8], W[4,3,3,3], Relu(x1[4]))'),
      because: 'is not constant: it is computed by Relu',
    },
    'a bias that differs within a channel': {
      graph: norm('Gemm(x[3,5], W[5,4], C[3,1])'),
      because: 'differs within a channel',
    },
    'computed statistics': {
      graph: `${conv}; y = BatchNormalization(c, s[4], b[4], x1[4], v[4])`,
      because: 'input_mean of BatchNormalization "y" is not constant: it is an input of the model',
    },
  },
});

import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseAttention } from './fuse-attention.ts';

const head = 'p = MatMul(x[1,2,4,8], x1[1,2,8,4])';

describeRule(fuseAttention, {
  fits: {
    'neither scale nor mask': {
      graph: `${head}; y = MatMul(Softmax(p), x2[1,2,4,8])`,
      becomes: 'MatMul + Softmax + MatMul',
    },
    'a mask alone': {
      graph: `${head}; y = MatMul(Softmax(Add(x3[1,1,1,4], p)), x2[1,2,4,8])`,
      becomes: 'MatMul + Add + Softmax + MatMul',
    },
    'a scale alone': {
      graph: `${head}; y = MatMul(Softmax(Mul(p, float32(0.35))), x2[1,2,4,8])`,
      becomes: 'MatMul + Mul + Softmax + MatMul',
    },
  },
  refuses: {
    'weights that are looked at': {
      graph: `${head}; w = Softmax(p); y = MatMul(w, x2[1,2,4,8]); return y, w`,
      because: 'the output of Softmax "w" is an output of the model',
    },
  },
  ignores: { 'a softmax of something else': 'y = MatMul(Softmax(x[4,8]), x1[8,4])' },
});

import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseScaleIntoMatMul } from './fuse-scale-into-mat-mul.ts';

describeRule(fuseScaleIntoMatMul, {
  target: 'onnxruntime-cpu',
  fits: {
    'a factor on the left': { graph: 'y = Mul(float32(0.5), MatMul(x[2,4,8], x1[2,8,4]))', becomes: 'MatMul + Mul' },
  },
  refuses: {
    'a product that is used elsewhere': {
      graph: 'p = MatMul(x[4,8], x1[8,4]); y = Mul(p, float32(2)); z = Relu(p); return y, z',
      because: 'the output of MatMul "p" is also used by Relu "z"',
    },
  },
  ignores: {
    'a factor per column': 'y = Mul(MatMul(x[4,8], x1[8,4]), w[4])',
    'a number divided by the product': 'y = Div(float32(2), MatMul(x[4,8], x1[8,4]))',
  },
});
